// How many agents were at work when: facts and timeline of an activity report.

import { daysIn, startOfDay, addDays } from "./calendar.js";
import { draw } from "./chart.js";
import { element, figure, place } from "./dom.js";
import * as format from "./format.js";
import { STEPS } from "./view.js";

const HEIGHT = 200;
/** What one report may cover, and how many buckets it may have. */
export const MOST_DAYS = 365;
const MOST_BUCKETS = 2000;
const SECONDS = { "5m": 300, "15m": 900, "1h": 3600, "1d": 86_400, "1w": 604_800 };
const NAMES = { "": "a fitting length", "5m": "5 minutes", "15m": "15 minutes", "1h": "an hour", "1d": "a day", "1w": "a week" };

let takeDown = () => {};

/** The latest part of a range that a report can cover: it may have at most 365 days. */
export function coverable({ since, until }) {
  const days = daysIn(since, until);
  return days > MOST_DAYS ? { since: addDays(until, 1 - MOST_DAYS), until, cut: true } : { since, until, cut: false };
}

/** Parameters of the report over a range of dates, both included. */
export function activityQuery(view, range) {
  return {
    preset: "custom",
    from: startOfDay(range.since, view.zone),
    to: startOfDay(addDays(range.until, 1), view.zone),
    timezone: view.zone,
    bucket: fits(view.step, range) ? view.step : "",
    agent: view.agent,
  };
}

const fits = (step, range) => step === "" || (daysIn(range.since, range.until) * 86_400) / SECONDS[step] < MOST_BUCKETS;

/** Offers the lengths of steps that the range can have. */
export function offerSteps(step, range) {
  const select = place("step");
  select.replaceChildren(...["", ...STEPS].map((value) =>
    element("option", { value, disabled: !fits(value, range) }, NAMES[value])));
  select.value = fits(step, range) ? step : "";
}

/** Takes facts and timeline away. */
export function clearActivity() {
  takeDown();
  takeDown = () => {};
  place("activity-chart").replaceChildren();
  place("activity-facts").replaceChildren();
}

function facts(report, zone) {
  const { totals, peak } = report;
  const entry = (name, ...value) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value));
  const length = (value) => figure(value, format.minutes(value));
  return [
    entry("Most at once", figure(peak.agents, format.count(peak.agents)),
      peak.at === null ? "" : ` on ${format.instant(peak.at, zone)}`),
    entry("At least one", length(totals.active_minutes)),
    entry("Agent time", length(totals.agent_minutes)),
    entry("of it automated", length(totals.automated_agent_minutes)),
    entry("Sessions", figure(totals.sessions, format.count(totals.sessions))),
    entry("Cost", figure(totals.cost, format.money(totals.cost))),
    report.partial ? entry("As of", format.instant(report.as_of, zone)) : null,
  ].filter((fact) => fact !== null);
}

/** Shows a report: `zone` is the one its times are told in. */
export function showActivity(report, zone) {
  place("activity-facts").replaceChildren(...facts(report, zone));
  const { buckets, elapsed_bucket_count: elapsed } = report;
  // Buckets that have not begun are listed with zeros, which would say that nobody is going to work.
  const begun = (value) => buckets.map((bucket, at) => (at < elapsed ? value(bucket) : null));
  const series = [
    { label: "interactive", slot: 1, values: begun((bucket) => bucket.interactive_at_peak) },
    { label: "automated", slot: 2, values: begun((bucket) => bucket.automated_at_peak) },
  ];
  const at = (text) => Date.parse(text) / 1000;
  const busiest = buckets.reduce((best, bucket, index) => (bucket.max_agents > buckets[best].max_agents ? index : best), 0);
  const name = (index) => format.instant(buckets[index].start, zone);
  const cell = (key, shown) => (index) => figure(index < elapsed ? buckets[index][key] : null, shown(buckets[index][key]));
  takeDown();
  takeDown = draw(place("activity-chart"), {
    label: `Most agents at once, ${buckets.length} steps from ${name(0)}`,
    tableLabel: "Agents at once as a table",
    bars: false,
    height: HEIGHT,
    zone,
    x: [...buckets.map((bucket) => at(bucket.start)), at(buckets.at(-1).end)],
    series,
    start: busiest,
    format: format.count,
    xAxis: { values: (_, splits, __, ___, increment) => splits.map((second) => format.timeTick(second, zone, increment)) },
    yAxis: { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], values: (_, splits) => splits.map(format.count) },
    point: (index) => ({
      name: `from ${name(index)}`,
      text: `${buckets[index].max_agents} at once, ${format.minutes(buckets[index].agent_minutes)} of agent time, ${format.money(buckets[index].cost)}`,
      facts: [
        figure(buckets[index].max_agents, format.count(buckets[index].max_agents)), " at once, ",
        figure(buckets[index].agent_minutes, format.minutes(buckets[index].agent_minutes)), " of agent time, ",
        figure(buckets[index].cost, format.money(buckets[index].cost)),
      ],
    }),
    columns: [
      { label: "From", header: true, cell: name },
      { label: "At once", numeric: true, cell: cell("max_agents", format.count) },
      { label: "Interactive", numeric: true, cell: cell("interactive_at_peak", format.count) },
      { label: "Automated", numeric: true, cell: cell("automated_at_peak", format.count) },
      { label: "Agent time", numeric: true, cell: cell("agent_minutes", format.minutes) },
      { label: "Output tokens", numeric: true, cell: cell("output_tokens", format.tokens) },
      { label: "Cost", numeric: true, cell: cell("cost", format.money) },
    ],
  });
}
