// The table of sessions, page by page. Cursors of the pages seen so far are kept, so that one can go back.

import { PlaceLost, fetchDocument } from "./api.js";
import { element, figure, label, place, scroller, table } from "./dom.js";
import * as format from "./format.js";
import { busy, say, sayNothing } from "./sections.js";
import { shownName } from "./usage.js";

const LIMIT = 50;

/** Cursors that led to the pages up to this one; the first page has none. */
let trail = [""];
let next = "";
let load = async () => {};

/** Parameters of the first page: a cursor carries them on. */
export function sessionsQuery(view, range) {
  return {
    limit: LIMIT,
    date_from: range?.since,
    date_to: range?.until,
    project: view.project,
    agent: view.agent,
    include_one_shot: view.one_shot,
    include_automated: view.automated,
    include_children: view.children,
  };
}

function cost({ model_usage: usage }) {
  if (usage.has_cost) {
    return figure(usage.cost_usd, format.money(usage.cost_usd));
  }
  if (usage.cost_usd === 0) {
    return element("span", { className: "quiet" }, usage.models.length > 0 ? "no price" : format.UNKNOWN);
  }
  return element("span", { title: "some of it has no price" }, "at least ", figure(usage.cost_usd, format.money(usage.cost_usd)));
}

function columns(zone) {
  const tokens = (key) => ({ model_usage: usage }) => figure(usage[key], format.tokens(usage[key]));
  return [
    { label: "Last activity", cell: (row) => label(format.instant(row.last_activity_at, zone)) },
    { label: "Session", header: true, cell: (row) => label(row.id, "cut code") },
    { label: "Project", cell: (row) => label(shownName(row.project, "project")) },
    { label: "Agent", cell: (row) => element("div", {}, label(shownName(row.agent, "agent")), row.is_automated ? label("automated", "below") : null) },
    { label: "Models", cell: (row) => label(row.model_usage.models.join(", ") || format.UNKNOWN) },
    { label: "Length", numeric: true, cell: (row) => figure(row.duration_seconds, format.seconds(row.duration_seconds)) },
    { label: "Messages", numeric: true, cell: (row) => figure(row.message_count, format.count(row.message_count)) },
    { label: "In", numeric: true, cell: tokens("input_tokens") },
    { label: "Out", numeric: true, cell: tokens("output_tokens") },
    { label: "Cache read", numeric: true, cell: tokens("cache_read_input_tokens") },
    { label: "Cost", numeric: true, cell: cost },
  ];
}

function show(page, zone) {
  next = page.cursor.next;
  const first = (trail.length - 1) * LIMIT;
  const { length } = page.sessions;
  place("previous").disabled = trail.length === 1;
  place("next").disabled = next === "";
  place("place").textContent = length === 0 ? "" : `${format.count(first + 1)} to ${format.count(first + length)}`;
  if (length === 0) {
    place("sessions-table").replaceChildren();
    say("sessions", "No session of this kind began in these days (counted in UTC).");
    return;
  }
  scroller(place("sessions-table"), "Sessions, newest first", table("Sessions, newest first", columns(zone), page.sessions));
}

/** Loads the first page of a view. Failures that are not about the place in the list go to `failed`. */
export async function showSessions(view, range, signal, failed) {
  load = async (wanted) => {
    const cursor = wanted.at(-1);
    busy(["sessions"], true);
    try {
      const page = await fetchDocument("sessions", cursor ? { limit: LIMIT, cursor } : sessionsQuery(view, range), signal);
      trail = wanted;
      sayNothing("sessions");
      show(page, view.zone);
    } catch (error) {
      if (wanted.length === 1 && !signal.aborted) {
        clear();
      }
      if (error instanceof PlaceLost) {
        say("sessions", error.message, { error: true, actions: [{ label: "Back to the first page", run: () => load([""]) }] });
      } else {
        failed(error);
      }
    } finally {
      if (!signal.aborted) {
        busy(["sessions"], false);
      }
    }
  };
  await load([""]);
}

function clear() {
  place("sessions-table").replaceChildren();
  place("place").textContent = "";
  place("previous").disabled = true;
  place("next").disabled = true;
}

/** A button that was pressed may be disabled afterwards; its neighbour then takes the focus. */
async function turn(wanted, pressed, neighbour) {
  if (place("sessions").getAttribute("aria-busy") === "true") {
    return;
  }
  await load(wanted);
  (pressed.disabled ? neighbour : pressed).focus();
}

/** Joins the buttons. */
export function startPager() {
  const [previous, following] = [place("previous"), place("next")];
  following.addEventListener("click", () => turn([...trail, next], following, previous));
  previous.addEventListener("click", () => turn(trail.slice(0, -1), previous, following));
}
