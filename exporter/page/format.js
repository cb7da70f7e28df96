// Figures as people read them: dollars, tokens, lengths of time, dates, shares. Text in, text out; `—` is "not known".

export const UNKNOWN = "—";

const missing = (value) => value === null || value === undefined || Number.isNaN(value);
const number = (options) => new Intl.NumberFormat("en", options);

const CENTS = number({ style: "currency", currency: "USD" });
const SMALL = number({ style: "currency", currency: "USD", maximumSignificantDigits: 2 });
const AXIS = number({ style: "currency", currency: "USD", notation: "compact", maximumSignificantDigits: 3 });
const WHOLE = number({ maximumFractionDigits: 0 });
const TENTH = number({ maximumFractionDigits: 1 });
const COMPACT = number({ notation: "compact", maximumSignificantDigits: 3 });
const PERCENT = number({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Dollars: whole cents, but two digits of what is less than a cent, so that it does not look free. */
export function money(value) {
  if (missing(value)) {
    return UNKNOWN;
  }
  const small = value !== 0 && Math.abs(value) < 0.01;
  return (small ? SMALL : CENTS).format(value).replace("-", "−");
}

/** Dollars on an axis. */
export const moneyTick = (value) => AXIS.format(value).replace("-", "−");

/** A whole number, in full. */
export const count = (value) => (missing(value) ? UNKNOWN : WHOLE.format(value));

/** Tokens: in full up to 99,999, then three digits and a letter. */
export function tokens(value) {
  if (missing(value)) {
    return UNKNOWN;
  }
  return Math.abs(value) < 100_000 ? WHOLE.format(value) : COMPACT.format(value);
}

/** A part of a whole; nothing to tell when the whole is 0. */
export const share = (part, whole) => (whole > 0 ? PERCENT.format(part / whole) : UNKNOWN);

/** Minutes as minutes, or from two hours on as hours. */
export function minutes(value) {
  if (missing(value)) {
    return UNKNOWN;
  }
  return value < 120 ? `${TENTH.format(value)} min` : `${TENTH.format(value / 60)} h`;
}

/** Whole seconds as a length of time. */
export function seconds(value) {
  if (missing(value)) {
    return UNKNOWN;
  }
  return value < 60 ? `${value} s` : minutes(value / 60);
}

/** `2026-07-01 09:20` in the zone; a time that cannot be read is shown as it was recorded. */
export function instant(text, zone) {
  if (missing(text)) {
    return UNKNOWN;
  }
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    return text;
  }
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
}

const dayOf = (date) => new Date(`${date}T00:00:00Z`);
const LONG_DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric",
});
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

/** `Wed, 1 Jul 2026` for a date of the calendar. */
export const longDay = (date) => LONG_DAY.format(dayOf(date));

/** `1 Jul` for a date of the calendar. */
export const shortDay = (date) => SHORT_DAY.format(dayOf(date));

/** A tick of an axis of time: the day, or between midnights the hour. `step` is the seconds from tick to tick. */
export function timeTick(second, zone, step) {
  const [date, hour] = instant(new Date(second * 1000).toISOString(), zone).split(" ");
  return step >= 86_400 || hour === "00:00" ? shortDay(date) : hour;
}

/** Names as a sentence has them, of which at most `most` are told. */
export function listed(names, most = 4) {
  const told = names.slice(0, most);
  const rest = names.length - told.length;
  return rest > 0 ? `${told.join(", ")} and ${rest} more` : told.join(", ");
}
