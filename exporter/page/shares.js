// The tables of models and of projects: cost, part of the whole, tokens.

import { element, figure, label, place, scroller, table } from "./dom.js";
import * as format from "./format.js";
import { allTokens, projectIdentity, shownName, totalsBy } from "./usage.js";

/** A bar beside the figure; it repeats the percentage, so it is hidden from those who hear the page. */
function bar(part, whole) {
  const filled = element("span", { className: "bar-filled" });
  filled.style.inlineSize = `${whole > 0 ? Math.max(0, Math.min(100, (part / whole) * 100)) : 0}%`;
  return element("span", { className: "bar", "aria-hidden": "true" }, filled);
}

const cost = (row) => figure(row.cost, format.money(row.cost));
const tokens = (key) => (row) => figure(row[key], format.tokens(row[key]));

function shareColumn(whole) {
  return {
    label: "Share",
    numeric: true,
    cell: (row) => element("span", { className: "share" }, bar(row.cost, whole), format.share(row.cost, whole)),
  };
}

function show(id, caption, columns, rows) {
  scroller(place(id), caption, table(caption, columns, rows));
}

/** Models with their tokens by kind; one without a price says so instead of `$0.00`. */
export function showModels(usage, without) {
  const rows = totalsBy(usage, "model");
  const priced = (row) => (without.includes(row.name) ? element("span", { className: "odd" }, "no price") : cost(row));
  show("models-table", "Models by cost", [
    { label: "Model", header: true, cell: (row) => label(shownName(row.name, "model")) },
    { label: "Cost", numeric: true, cell: priced },
    shareColumn(usage.totals.totalCost),
    { label: "In", numeric: true, cell: tokens("inputTokens") },
    { label: "Out", numeric: true, cell: tokens("outputTokens") },
    { label: "Written", numeric: true, cell: tokens("cacheCreationTokens") },
    { label: "Read", numeric: true, cell: tokens("cacheReadTokens") },
  ], rows);
}

/** Projects with what is known of them. */
export function showProjects(usage) {
  const rows = totalsBy(usage, "project").map((row) => ({ ...row, tokens: allTokens(row) }));
  const counts = new Map(Object.entries(usage.sessionCounts.byProject));
  const sessions = (row) => figure(counts.get(row.name) ?? 0, format.count(counts.get(row.name) ?? 0));
  const identity = (row) => {
    const { text, odd } = projectIdentity(usage.projects, row.name);
    return label(text, odd ? "cut below odd" : "cut below");
  };
  show("projects-table", "Projects by cost", [
    { label: "Project", header: true, cell: (row) => element("div", {}, label(shownName(row.name, "project")), identity(row)) },
    { label: "Cost", numeric: true, cell: cost },
    shareColumn(usage.totals.totalCost),
    { label: "Tokens", numeric: true, cell: tokens("tokens") },
    { label: "Sessions", numeric: true, cell: sessions },
  ], rows);
}

/** Takes both tables away. */
export function clearShares() {
  place("models-table").replaceChildren();
  place("projects-table").replaceChildren();
}
