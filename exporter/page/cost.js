// Cost per day: the stacked bars, and the words for each day.

import { draw } from "./chart.js";
import { figure, place } from "./dom.js";
import * as format from "./format.js";
import { barDates, stacks } from "./usage.js";

const HEIGHT = 240;
const LABEL_WIDTH = 64;

let takeDown = () => {};

/** Which dates get a label, so that none touches its neighbour. */
function labelled(count, width) {
  const least = Math.max(1, Math.ceil((count * LABEL_WIDTH) / Math.max(1, width)));
  const step = least > 2 ? Math.ceil(least / 7) * 7 : least;
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** Takes the chart away. */
export function clearCost() {
  takeDown();
  takeDown = () => {};
  place("cost-chart").replaceChildren();
}

/** Draws the chart of a usage document over a range of dates (`null`: those of the document). */
export function showCost(usage, range, by) {
  const { dates, gaps } = barDates(usage, range);
  const { series, totals } = stacks(usage, by, dates);
  if (series.length === 0 || dates.length === 0) {
    clearCost();
    return;
  }
  const exact = (values) => (at) => figure(values[at], format.money(values[at]));
  const lastUsed = totals.findLastIndex((total) => total !== 0);
  takeDown();
  takeDown = draw(place("cost-chart"), {
    label: `Cost per day by ${by}${gaps ? ", days with usage only" : ""}`,
    tableLabel: "Cost per day as a table",
    bars: true,
    height: HEIGHT,
    x: dates.map((_, at) => at),
    series,
    start: lastUsed === -1 ? dates.length - 1 : lastUsed,
    format: format.money,
    xAxis: {
      splits: (plot) => labelled(dates.length, plot.bbox.width / devicePixelRatio),
      values: (_, splits) => splits.map((at) => format.shortDay(dates[at])),
    },
    yAxis: { values: (_, splits) => splits.map(format.moneyTick) },
    point: (at) => ({
      name: format.longDay(dates[at]),
      text: format.money(totals[at]),
      facts: [figure(totals[at], format.money(totals[at]))],
    }),
    columns: [
      { label: "Day", header: true, cell: (at) => dates[at] },
      { label: "Cost", numeric: true, cell: exact(totals) },
      ...series.map(({ label, values }) => ({ label, numeric: true, cell: exact(values) })),
    ],
  });
}
