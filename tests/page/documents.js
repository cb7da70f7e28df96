// Documents made for cases that no archive at hand has: hostile names, missing prices, many pages. They begin with the
// published examples, so that a change of the contract reaches them.

import { readFileSync } from "node:fs";

const example = (name) => JSON.parse(readFileSync(new URL(`../../contracts/examples/${name}.json`, import.meta.url)));

/** Text that would run, or break the page, if it were taken for markup. */
export const HOSTILE = `<img src=x onerror="document.title='run'"><b>bold</b>\u202e&amp;${"long".repeat(60)}`;

const figures = (cost) => ({
  inputTokens: 1000, outputTokens: 200, cacheCreationTokens: 80, cacheReadTokens: 400, cost,
});

/** Usage of one day: each of `names` costs a dollar more than the one after it, under all three breakdowns. */
export function usage(names, date = "2026-07-01") {
  const document = example("usage-daily");
  const costs = names.map((_, index) => names.length - index);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const entries = (key) => names.map((name, index) => ({ [key]: name, ...figures(costs[index]) }));
  document.projects = {};
  document.daily = [{
    ...document.daily[0],
    date,
    totalCost: total,
    modelsUsed: names,
    modelBreakdowns: entries("modelName"),
    projectBreakdowns: entries("project"),
    agentBreakdowns: entries("agent"),
  }];
  document.totals.totalCost = total;
  document.sessionCounts = {
    total: names.length,
    byProject: Object.fromEntries(names.map((name) => [name, 1])),
    byAgent: Object.fromEntries(names.map((name) => [name, 1])),
  };
  return document;
}

/** Usage of no day. */
export function noUsage() {
  const document = example("usage-daily");
  return {
    ...document,
    pricing: { ...document.pricing, models: {} },
    projects: {},
    daily: [],
    totals: { ...document.totals, inputTokens: 0, outputTokens: 0, cacheCreationTokens: 0, cacheReadTokens: 0, totalCost: 0, cacheSavings: 0 },
    sessionCounts: { total: 0, byProject: {}, byAgent: {} },
  };
}

/** The published activity report. */
export const activity = () => example("activity-report");

/** A page of sessions named `prefix-0`, `prefix-1`, …, each made by `vary` of the published one. */
export function sessions(prefix, count, next = "", vary = (session) => session) {
  const document = example("session-export");
  const [session] = document.sessions;
  return {
    ...document,
    cursor: { next },
    sessions: Array.from({ length: count }, (_, index) => vary({ ...structuredClone(session), id: `${prefix}-${index}` })),
  };
}

/** The answer to anything: an error of the server. */
export const failing = (status, error) => () => ({ status, body: { error } });
