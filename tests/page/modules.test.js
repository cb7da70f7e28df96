// Rules of single modules, put to them in the browser; and the files of the chart library against what they should be.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open } from "./browser.js";

let browser;
let page;
before(async () => {
  browser = await launch();
  page = await open(browser, { query: "?days=all&zone=UTC" });
});
after(() => browser.close());

/** What a function of a module returns for each list of arguments. */
const put = (module, name, calls) => page.evaluate(async ([module, name, calls]) => {
  const loaded = await import(new URL(`page/${module}.js`, document.baseURI).href);
  return calls.map((call) => loaded[name](...call));
}, [module, name, calls]);

test("a day begins where the zone's clocks say, also when they change at midnight", async () => {
  const cases = [
    ["2026-07-01", "UTC", "2026-07-01T00:00:00Z"],
    ["2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00Z"],
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z"], // clocks go on at 02:00
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z"], // and back
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00Z"],
    ["2026-01-01", "Asia/Kathmandu", "2025-12-31T18:15:00Z"],
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"], // no midnight: 00:00 became 01:00
    ["2018-02-18", "America/Sao_Paulo", "2018-02-18T03:00:00Z"], // the day before had 23:00 twice
    ["2026-01-01", "Pacific/Kiritimati", "2025-12-31T10:00:00Z"],
  ];
  const starts = await put("calendar", "startOfDay", cases.map(([date, zone]) => [date, zone]));
  assert.deepEqual(starts, cases.map(([, , start]) => start));
});

test("only dates of the calendar are dates", async () => {
  const texts = ["2026-07-01", "2024-02-29", "2026-02-29", "2026-13-01", "2026-7-1", "", "2026-07-01x"];
  assert.deepEqual(await put("calendar", "isDate", texts.map((text) => [text])), [true, true, false, false, false, false, false]);
});

test("figures are written for people", async () => {
  const money = [[0, "$0.00"], [0.0042, "$0.0042"], [0.31, "$0.31"], [12315.716, "$12,315.72"], [-1.5, "−$1.50"], [null, "—"]];
  assert.deepEqual(await put("format", "money", money.map(([value]) => [value])), money.map(([, text]) => text));
  const tokens = [[0, "0"], [99_999, "99,999"], [1_126_059_743, "1.13B"], [undefined, "—"]];
  assert.deepEqual(await put("format", "tokens", tokens.map(([value]) => [value])), tokens.map(([, text]) => text));
  const lengths = [[59, "59 s"], [600, "10 min"], [7200, "2 h"], [null, "—"]];
  assert.deepEqual(await put("format", "seconds", lengths.map(([value]) => [value])), lengths.map(([, text]) => text));
});

test("a view survives its address, and a bad address is the default view", async () => {
  const searches = [
    "?days=90&zone=UTC", "?days=custom&since=2026-07-01&until=2026-07-02&zone=UTC&agent=&by=agent&step=1h&project=a%26b&automated=1",
  ];
  for (const search of searches) {
    const [view] = await put("view", "read", [[search]]);
    assert.deepEqual(await put("view", "write", [[view]]), [search]);
  }
  const [bad] = await put("view", "read", [["?days=x&by=y&step=z&zone=UTC"]]);
  assert.deepEqual([bad.days, bad.by, bad.step], ["30", "model", ""]);
  const [reversed] = await put("view", "read", [["?days=custom&since=2026-07-02&until=2026-07-01"]]);
  assert.equal(reversed.days, "30");
});

test("a range too long for one report is cut to its end", async () => {
  const [short, long] = await put("activity", "coverable", [
    [{ since: "2026-01-01", until: "2026-12-31" }], [{ since: "2020-01-01", until: "2026-12-31" }],
  ]);
  assert.deepEqual(short, { since: "2026-01-01", until: "2026-12-31", cut: false });
  assert.deepEqual(long, { since: "2026-01-01", until: "2026-12-31", cut: true });
});

test("the chart library is what its README says", () => {
  const vendor = new URL("../../exporter/page/vendor/", import.meta.url);
  const rows = [...readFileSync(new URL("README.md", vendor), "utf8").matchAll(/^\| `(.+)` \| `([0-9a-f]{64})` \|$/gm)];
  assert.equal(rows.length, 3);
  for (const [, file, expected] of rows) {
    const actual = createHash("sha256").update(readFileSync(new URL(file, vendor))).digest("hex");
    assert.equal(actual, expected, `${file}: see exporter/page/vendor/README.md`);
  }
});
