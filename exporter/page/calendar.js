// Dates of the calendar as text (`2026-07-31`), and the instants at which they begin in a time zone.

const DAY = 86_400_000;

/** Whether the text is a date of the calendar. */
export function isDate(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return false;
  }
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const midnight = (date) => Date.parse(`${date}T00:00:00Z`);

/** The date so many days later. */
export const addDays = (date, days) => new Date(midnight(date) + days * DAY).toISOString().slice(0, 10);

/** How many days lie between, both ends counted. */
export const daysIn = (since, until) => Math.round((midnight(until) - midnight(since)) / DAY) + 1;

/** Every date from one to the other. */
export function eachDay(since, until) {
  return Array.from({ length: daysIn(since, until) }, (_, index) => addDays(since, index));
}

/** Whether this browser knows the zone. */
export function isZone(zone) {
  try {
    return Boolean(zone) && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The zone of this browser, `UTC` when it has none to tell. */
export function ownZone() {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && zone !== "Etc/Unknown" && isZone(zone) ? zone : "UTC";
}

/** The names of zones, for choosing. */
export const zones = () => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** What a clock in the zone shows, as if it were UTC, in milliseconds. */
function wallTime(at, zone) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", era: "short",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const year = part.era === "BC" ? 1 - Number(part.year) : Number(part.year);
  const wall = new Date(0);
  wall.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
  wall.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
  return wall.getTime();
}

const dateAt = (at, zone) => new Date(wallTime(at, zone)).toISOString().slice(0, 10);

/** Today's date in the zone. */
export const today = (zone) => dateAt(Date.now(), zone);

/**
 * The instant at which a date begins in the zone, RFC 3339. Around a change of clocks the offsets before and after it
 * both come into question: the first instant that lies on the date is taken.
 */
export function startOfDay(date, zone) {
  const wall = midnight(date);
  const candidates = [wall - DAY, wall + DAY].map((near) => wall - (wallTime(near, zone) - near));
  candidates.sort((one, other) => one - other);
  const start = candidates.find((at) => dateAt(at, zone) === date) ?? candidates[1];
  return new Date(start).toISOString().replace(".000Z", "Z");
}
