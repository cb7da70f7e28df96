// The usage document, arranged: totals by name over the range, and stacks by day. Pure; knows nothing of the page.

import { eachDay, daysIn, isDate } from "./calendar.js";

/** Colours that can be told apart; the names after these share one. */
const SLOTS = 6;
/** Longest range with a bar for every date; beyond, only days with usage have one. */
const MOST_BARS = 400;

const LISTS = {
  model: ["modelBreakdowns", "modelName"],
  project: ["projectBreakdowns", "project"],
  agent: ["agentBreakdowns", "agent"],
};

/** A name as shown: the empty one is told. */
export const shownName = (name, by) => (name === "" ? `(no ${by})` : name);

export const allTokens = (entry) =>
  entry.inputTokens + entry.outputTokens + entry.cacheCreationTokens + entry.cacheReadTokens;

/** Sums by name over all days, by cost (highest first), then tokens, then name. */
export function totalsBy(usage, by) {
  const [list, key] = LISTS[by];
  const totals = new Map();
  for (const day of usage.daily) {
    for (const entry of day[list]) {
      const name = entry[key];
      const sum = totals.get(name)
        ?? { name, cost: 0, inputTokens: 0, outputTokens: 0, cacheCreationTokens: 0, cacheReadTokens: 0 };
      sum.cost += entry.cost;
      for (const part of ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens"]) {
        sum[part] += entry[part];
      }
      totals.set(name, sum);
    }
  }
  return [...totals.values()].sort((one, other) =>
    other.cost - one.cost || allTokens(other) - allTokens(one) || (one.name < other.name ? -1 : 1));
}

/** Days whose date can be read, and what fell on none. */
export function splitDays(usage) {
  const dated = usage.daily.filter((day) => isDate(day.date));
  const undated = usage.daily.filter((day) => !isDate(day.date));
  return { dated, undated };
}

/** The dates that bars stand for: every one of the range, or where it is very long those with usage. */
export function barDates(usage, range) {
  const { dated } = splitDays(usage);
  const since = range?.since ?? dated[0]?.date;
  const until = range?.until ?? dated.at(-1)?.date;
  if (!since) {
    return { dates: [], gaps: false };
  }
  if (daysIn(since, until) > MOST_BARS) {
    return { dates: dated.map((day) => day.date), gaps: true };
  }
  return { dates: eachDay(since, until), gaps: false };
}

/** Cost by day and name: the dearest names a series each, the others one together. Slot 0 is theirs. */
export function stacks(usage, by, dates) {
  const [list, key] = LISTS[by];
  const names = totalsBy(usage, by).map((total) => total.name);
  const own = names.slice(0, SLOTS);
  const index = new Map(own.map((name, at) => [name, at]));
  const series = own.map((name, at) => ({ label: shownName(name, by), slot: at + 1, values: dates.map(() => 0) }));
  const others = names.length - own.length;
  if (others > 0) {
    const label = others === 1 ? shownName(names[SLOTS], by) : `${others} others`;
    series.push({ label, slot: 0, values: dates.map(() => 0) });
  }
  const days = new Map(usage.daily.map((day) => [day.date, day]));
  const totals = dates.map((date, at) => {
    for (const entry of days.get(date)?.[list] ?? []) {
      series[index.get(entry[key]) ?? own.length].values[at] += entry.cost;
    }
    return days.get(date)?.totalCost ?? 0;
  });
  return { series, totals };
}

/** Models whose computed costs are 0 because nothing is known of their price. */
export function unpriced(usage) {
  return Object.entries(usage.pricing.models)
    .filter(([, rates]) => rates.matched_pattern === null && rates.cost_source !== "reported")
    .map(([name]) => name);
}

/** What is known of a project label, in a few words, and whether that needs attention. */
export function projectIdentity(projects, name) {
  const entry = Object.hasOwn(projects, name) ? projects[name] : null;
  if (entry?.identity) {
    return { text: entry.identity.normalized_remote ?? entry.identity.root_path ?? "", odd: false };
  }
  if (entry?.resolution === "ambiguous") {
    return { text: "several projects share this label", odd: true };
  }
  return { text: name === "" ? "" : "not known which project", odd: name !== "" };
}
