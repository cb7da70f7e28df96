// A stacked chart over time, drawn by uPlot: bars or steps, with a legend that tells the figures of one point. The
// point is chosen with the pointer or, as on a slider, with the keys. A table of all points is made when it is opened.

import { element, scroller, table } from "./dom.js";

/** Keys of a slider, and how far each moves. */
const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -Infinity, End: Infinity };

/** A bar's part of its place, and the most it gets, in pixels. */
const BAR = { part: 0.76, most: 44 };
/** Parts of a bar that are lower, in pixels, are not set apart: nothing would be left of them. */
const LEAST_APART = 4;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

/** From the top of the stack down: each row covers the ones behind it. Negative parts have no height. */
function heaps(series, length) {
  const rows = [];
  let below = new Array(length).fill(0);
  for (const { values } of series) {
    below = below.map((sum, at) => (values[at] === null ? null : (sum ?? 0) + Math.max(0, values[at])));
    rows.unshift(below);
  }
  return rows;
}

function plotOptions(chart, width) {
  const grid = { stroke: colour("--rule"), width: 1 };
  const axis = { stroke: colour("--quiet"), font: `12px ${getComputedStyle(document.body).fontFamily}`, ticks: { show: false } };
  const paths = chart.bars ? uPlot.paths.bars({ size: [BAR.part, BAR.most] }) : uPlot.paths.stepped({ align: 1 });
  return {
    width,
    height: chart.height,
    legend: { show: false },
    cursor: { y: false, x: false, points: { show: false }, drag: { x: false, y: false } },
    padding: [8, 24, 0, 0],
    scales: {
      x: chart.bars ? { time: false, range: () => [-0.6, chart.x.length - 0.4] } : { time: true },
      y: { range: (_, __, top) => [0, top > 0 ? top * 1.06 : 1] },
    },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), chart.zone),
    axes: [
      { ...axis, grid: { show: false }, size: 28, gap: 6, ...chart.xAxis },
      { ...axis, grid, size: 52, gap: 6, ...chart.yAxis },
    ],
    series: [
      {},
      ...chart.series.toReversed().map(({ slot }) => ({
        paths,
        points: { show: false },
        fill: colour(`--series-${slot}`),
        width: 0,
      })),
    ],
    hooks: { draw: chart.bars ? [setApart] : [] },
  };
}

/** Draws a fine line between the parts of each bar. */
function setApart(plot) {
  const [places, ...rows] = plot.data;
  const column = plot.valToPos(1, "x", true) - plot.valToPos(0, "x", true);
  const width = Math.min(column * BAR.part, BAR.most * devicePixelRatio);
  plot.ctx.fillStyle = colour("--paper");
  for (const place of places) {
    const tops = [...rows.map((row) => row[place]), 0].map((value) => plot.valToPos(value, "y", true));
    for (let at = 1; at < rows.length; at += 1) {
      if (tops[at] - tops[at - 1] >= LEAST_APART && tops[at + 1] - tops[at] >= LEAST_APART) {
        plot.ctx.fillRect(plot.valToPos(place, "x", true) - width / 2, tops[at], width, devicePixelRatio);
      }
    }
  }
}

/** What the chart says of the point at `at`: its name, its sum, and each series. */
function legend(chart, at) {
  const point = chart.point(at);
  return [
    element("p", { className: "legend-point" }, element("strong", {}, point.name), " ", ...point.facts),
    element("ul", { className: "legend" }, chart.series.map(({ label, slot, values }) =>
      element("li", {},
        element("span", { className: `swatch slot-${slot}` }),
        element("span", { className: "cut", title: label }, label),
        element("span", { className: "numeric" }, chart.format(values[at] ?? 0))),
    )),
  ];
}

function spoken(chart, at) {
  const { name, text } = chart.point(at);
  const parts = chart.series
    .filter(({ values }) => values[at])
    .map(({ label, values }) => `${label} ${chart.format(values[at])}`);
  return [`${name}: ${text}`, ...parts].join("; ");
}

/**
 * Draws `chart` into `host`, in place of what was there. Returns a function that takes everything down again.
 *
 * `x` are positions (bars: 0, 1, 2…; steps: seconds, one more than points for the end of the last), `series` have
 * `label`, `slot` and `values`, `point(at)` tells `{ name, text, facts }`, `start` is the point chosen at first.
 */
export function draw(host, chart) {
  const points = chart.series[0].values.length;
  const readout = element("div", { className: "readout" });
  const surface = element("div", {
    className: "plot", role: "slider", tabindex: 0, "aria-label": chart.label, "aria-valuemin": 1, "aria-valuemax": points,
  });
  const here = element("div", { className: "here" });
  const listing = element("div", { className: "listing" });
  const details = element("details", {}, element("summary", {}, chart.tableLabel), listing);
  details.addEventListener("toggle", () => {
    if (details.open && !listing.hasChildNodes()) {
      scroller(listing, chart.tableLabel, table(chart.label, chart.columns, [...Array(points).keys()]));
    }
  });
  details.open = host.querySelector("details")?.open ?? false;
  host.replaceChildren(readout, surface, details);

  let at = 0;
  let plot = null;

  function choose(next) {
    at = Math.min(points - 1, Math.max(0, next));
    surface.setAttribute("aria-valuenow", String(at + 1));
    surface.setAttribute("aria-valuetext", spoken(chart, at));
    readout.replaceChildren(...legend(chart, at));
    mark();
  }

  function mark() {
    if (!plot) {
      return;
    }
    const [from, to] = chart.bars ? [at - 0.5, at + 0.5] : [chart.x[at], chart.x[at + 1]];
    const left = plot.valToPos(from, "x");
    here.style.left = `${left}px`;
    here.style.width = `${Math.max(1, plot.valToPos(to, "x") - left)}px`;
  }

  function render() {
    plot?.destroy();
    const rows = heaps(chart.series, points).map((row) => (chart.bars ? row : [...row, row.at(-1)]));
    const options = plotOptions(chart, surface.clientWidth);
    plot = new uPlot(options, [chart.x, ...rows], surface);
    plot.over.append(here);
    plot.over.addEventListener("pointermove", (event) => {
      const value = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
      const next = chart.bars ? Math.round(value) : chart.x.findLastIndex((start) => start <= value);
      choose(next);
    });
    mark();
  }

  surface.addEventListener("keydown", (event) => {
    if (event.key in MOVES && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      choose(at + MOVES[event.key]);
    }
  });
  choose(chart.start);
  render();

  const resized = new ResizeObserver(() => {
    if (plot.width !== surface.clientWidth && surface.clientWidth > 0) {
      plot.setSize({ width: surface.clientWidth, height: chart.height });
      mark();
    }
  });
  resized.observe(surface);
  document.addEventListener("schemechange", render);
  return () => {
    resized.disconnect();
    document.removeEventListener("schemechange", render);
    plot.destroy();
  };
}
