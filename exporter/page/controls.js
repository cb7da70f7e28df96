// The controls: they show a view, and turn what a person does into the next one.

import { isDate, isZone, zones } from "./calendar.js";
import { element, place } from "./dom.js";
import { shownName } from "./usage.js";

const form = () => place("controls");
const say = (text) => {
  place("controls-error").textContent = text;
};

/** Agents and projects seen so far: a filtered document no longer tells the others. */
const seen = { agent: new Set(), project: new Set() };

function offer(select, what, all, chosen) {
  const names = [...new Set([...seen[what], ...(chosen === null ? [] : [chosen])])].sort();
  select.replaceChildren(
    element("option", { value: "" }, all),
    ...names.map((name) => element("option", { value: `=${name}` }, shownName(name, what))),
  );
  select.value = chosen === null ? "" : `=${chosen}`;
}

/** What a select of names says: its values begin with `=`, because a name may be empty. */
const chosenName = (select) => (select.value === "" ? null : select.value.slice(1));

/** Shows a view; `range` is what its days come to. */
export function showControls(view, range) {
  const { days, since, until, zone, agent } = form().elements;
  days.value = view.days;
  since.value = range?.since ?? "";
  until.value = range?.until ?? "";
  zone.value = view.zone;
  offer(agent, "agent", "all", view.agent);
  for (const input of place("by").querySelectorAll("input")) {
    input.checked = input.value === view.by;
  }
  const filter = place("sessions-filter").elements;
  offer(filter.project, "project", "all", view.project);
  for (const name of ["one_shot", "automated", "children"]) {
    filter[name].checked = view[name];
  }
}

/** Remembers the names of a usage document for the selects. */
export function remember(usage) {
  Object.keys(usage.sessionCounts.byAgent).forEach((name) => seen.agent.add(name));
  Object.keys(usage.sessionCounts.byProject).forEach((name) => seen.project.add(name));
}

/** The part of the view that the head of the page sets; `null` when it cannot be, which is then said. */
function headView() {
  const { days, since, until, zone, agent } = form().elements;
  const problem = zoneProblem(zone.value.trim()) || (days.value === "custom" ? rangeProblem(since.value, until.value) : "");
  say(problem);
  if (problem) {
    return null;
  }
  return { days: days.value, since: since.value, until: until.value, zone: zone.value.trim(), agent: chosenName(agent) };
}

/** What is wrong with a zone, or nothing. */
export const zoneProblem = (zone) => (isZone(zone) ? "" : `This browser knows no time zone “${zone}”: Europe/Berlin and UTC are such names.`);

function rangeProblem(since, until) {
  if (!isDate(since) || !isDate(until)) {
    return "Both days are needed.";
  }
  return since > until ? "The first day lies after the last." : "";
}

/** Joins the controls: `change(part)` gets the members of the view that a person set. */
export function startControls(change) {
  place("zones").replaceChildren(...zones().map((zone) => element("option", { value: zone })));
  const apply = () => {
    const part = headView();
    if (part) {
      change(part);
    }
  };
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form().addEventListener("change", ({ target }) => {
    if (target.name === "since" || target.name === "until") {
      form().elements.days.value = "custom"; // loaded with "Show": the other day may still be to come
    } else if (target.value !== "custom" && target.name !== "zone") {
      apply();
    }
  });
  place("by").addEventListener("change", ({ target }) => change({ by: target.value }));
  place("step").addEventListener("change", ({ target }) => change({ step: target.value }));
  place("sessions-filter").addEventListener("change", () => {
    const { project, one_shot, automated, children } = place("sessions-filter").elements;
    change({
      project: chosenName(project),
      one_shot: one_shot.checked,
      automated: automated.checked,
      children: children.checked,
    });
  });
  place("sessions-filter").addEventListener("submit", (event) => event.preventDefault());
}

/** Says that the view's zone could not be used. */
export const sayProblem = say;
