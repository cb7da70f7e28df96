// The totals of a usage document, and what a reader must know about them: missing prices, unreadable days.

import { element, figure, place } from "./dom.js";
import * as format from "./format.js";
import { allTokens, splitDays, unpriced } from "./usage.js";

function tile(name, exact, shown, ...below) {
  return element("div", {},
    element("dt", {}, name),
    element("dd", { className: "tile-figure" }, figure(exact, shown)),
    element("dd", { className: "tile-below" }, ...below),
  );
}

const plural = (count, one, many) => `${format.count(count)} ${count === 1 ? one : many}`;

function part(name, value) {
  return element("span", {}, `${name} `, figure(value, format.tokens(value)));
}

/** The four tiles; before anything is known they hold their places with dashes. */
export function showTiles(usage) {
  const totals = usage?.totals;
  const counts = usage?.sessionCounts;
  const days = usage ? splitDays(usage).dated.length : 0;
  const sum = totals ? allTokens(totals) : null;
  place("tiles").replaceChildren(
    tile("Cost", totals?.totalCost, format.money(totals?.totalCost),
      days > 0 ? `${format.money(totals.totalCost / days)} a day over ${plural(days, "day", "days")} with usage` : " "),
    tile("Tokens", sum, format.tokens(sum),
      ...(totals
        ? [part("in", totals.inputTokens), part("out", totals.outputTokens),
          part("cache written", totals.cacheCreationTokens), part("cache read", totals.cacheReadTokens)]
        : [" "])),
    tile("Saved by caches", totals?.cacheSavings, format.money(totals?.cacheSavings),
      totals ? "against every token at the input rate" : " "),
    tile("Sessions with usage", counts?.total, format.count(counts?.total),
      counts
        ? `${plural(Object.keys(counts.byProject).length, "project", "projects")}, ${plural(Object.keys(counts.byAgent).length, "agent", "agents")}`
        : " "),
  );
}

/** What qualifies the figures, one sentence each. */
export function showNotices(usage) {
  const notices = [];
  const without = unpriced(usage);
  if (without.length > 0) {
    notices.push(`No price is known for ${format.listed(without)}: tokens count, cost counts as 0.`);
  }
  const { undated } = splitDays(usage);
  if (undated.length > 0) {
    const cost = undated.reduce((sum, day) => sum + day.totalCost, 0);
    notices.push(`${format.money(cost)} fell on no readable day: it is in the totals, not in the chart.`);
  }
  const labels = Object.entries(usage.projects).filter(([, entry]) => entry.resolution === "ambiguous");
  if (labels.length > 0) {
    notices.push(`Several projects share a label: ${format.listed(labels.map(([name]) => name))}.`);
  }
  if (usage.totals.copilotAICredits) {
    notices.push(`${format.count(usage.totals.copilotAICredits)} Copilot AI credits are part of the cost.`);
  }
  place("notices").replaceChildren(...notices.map((text) => element("li", {}, text)));
}

/** Where the prices come from, for the foot of the page. */
export function provenance({ pricing }) {
  const version = pricing.table_version ? `, ${pricing.table_version}` : "";
  return pricing.source ? `Prices: ${pricing.source}${version}.` : "There are no prices.";
}
