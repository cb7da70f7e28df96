// What the page shows: a view is read from the address and written to it, so that it can be linked.

import { addDays, isDate, ownZone, today } from "./calendar.js";

const DAYS = ["7", "30", "90", "all", "custom"];
const GROUPS = ["model", "project", "agent"];
export const STEPS = ["5m", "15m", "1h", "1d", "1w"];
const SWITCHES = ["one_shot", "automated", "children"];

const oneOf = (value, known, otherwise) => (known.includes(value) ? value : otherwise);

/** The view that a query string describes; what it leaves out, or says wrongly, is the default. */
export function read(search) {
  const given = new URLSearchParams(search);
  const view = {
    days: oneOf(given.get("days"), DAYS, "30"),
    since: given.get("since") ?? "",
    until: given.get("until") ?? "",
    zone: given.get("zone") || ownZone(),
    agent: given.get("agent"),
    by: oneOf(given.get("by"), GROUPS, "model"),
    step: oneOf(given.get("step"), STEPS, ""),
    project: given.get("project"),
  };
  for (const name of SWITCHES) {
    view[name] = given.get(name) === "1";
  }
  if (view.days === "custom" && !(isDate(view.since) && isDate(view.until) && view.since <= view.until)) {
    view.days = "30";
  }
  return view;
}

/** The query string of a view. Its zone is always told: in another one the same link would be another view. */
export function write(view) {
  const told = new URLSearchParams({ days: view.days });
  if (view.days === "custom") {
    told.set("since", view.since);
    told.set("until", view.until);
  }
  told.set("zone", view.zone);
  if (view.agent !== null) {
    told.set("agent", view.agent);
  }
  if (view.by !== "model") {
    told.set("by", view.by);
  }
  if (view.step) {
    told.set("step", view.step);
  }
  if (view.project !== null) {
    told.set("project", view.project);
  }
  for (const name of SWITCHES) {
    if (view[name]) {
      told.set(name, "1");
    }
  }
  return `?${told}`;
}

/** First and last date of a view; `null` when it is the archive that says which days there are. */
export function dates(view) {
  if (view.days === "all") {
    return null;
  }
  if (view.days === "custom") {
    return { since: view.since, until: view.until };
  }
  const until = today(view.zone);
  return { since: addDays(until, 1 - Number(view.days)), until };
}
