// The figures shown are those of the documents that the same server gives.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PAGE_URL, clean, launch, open, settled, texts } from "./browser.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const fetched = async (path) => (await fetch(new URL(path, PAGE_URL))).json();
const everything = () => fetched("v1/usage-daily?all=true&timezone=UTC&breakdown=true");
const exact = (page, selector) =>
  page.locator(selector).evaluateAll((found) => found.map((data) => Number(data.value)));

test("totals are the document's", async () => {
  const page = await open(browser, { query: "?days=all&zone=UTC" });
  const { totals, sessionCounts } = await everything();
  assert.ok(totals.totalCost > 0, "the archive under test must have usage, as that of `agentexport demo` has");
  const sum = totals.inputTokens + totals.outputTokens + totals.cacheCreationTokens + totals.cacheReadTokens;
  assert.deepEqual(await exact(page, "#tiles .tile-figure data"), [totals.totalCost, sum, totals.cacheSavings, sessionCounts.total]);
  const [cost] = await texts(page, "#tiles .tile-figure data");
  assert.equal(cost, `$${totals.totalCost.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`);
  clean(page);
});

test("cost per day is the document's, by model, project and agent", async () => {
  const page = await open(browser, { query: "?days=all&zone=UTC" });
  const { daily } = await everything();
  const groups = { model: ["modelBreakdowns", "modelName"], project: ["projectBreakdowns", "project"], agent: ["agentBreakdowns", "agent"] };
  for (const [by, [list, key]] of Object.entries(groups)) {
    await page.locator(`#by input[value=${by}]`).check();
    const details = page.locator("#cost-chart details");
    if (!(await details.getAttribute("open") !== null)) {
      await details.locator("summary").click();
    }
    await page.locator("#cost-chart table").waitFor();
    const names = (await texts(page, "#cost-chart thead th")).slice(2);
    const shown = new Map();
    for (const row of await page.locator("#cost-chart tbody tr").all()) {
      const date = await row.locator("th").textContent();
      shown.set(date, await row.locator("data").evaluateAll((found) => found.map((data) => Number(data.value))));
    }
    for (const day of daily) {
      const [total, ...parts] = shown.get(day.date);
      assert.equal(total, day.totalCost, `${day.date} by ${by}`);
      for (const entry of day[list]) {
        assert.equal(parts[names.indexOf(entry[key])], entry.cost, `${day.date}, ${entry[key]}`);
      }
    }
    const days = daily.map((day) => day.date);
    assert.ok([...shown].every(([date, [total]]) => days.includes(date) || total === 0), "days without usage cost nothing");
  }
  clean(page);
});

test("models and projects add up to the document's", async () => {
  const page = await open(browser, { query: "?days=all&zone=UTC" });
  const { daily, sessionCounts, totals } = await everything();
  for (const [id, list, key] of [["models", "modelBreakdowns", "modelName"], ["projects", "projectBreakdowns", "project"]]) {
    const costs = new Map();
    for (const entry of daily.flatMap((day) => day[list])) {
      costs.set(entry[key], (costs.get(entry[key]) ?? 0) + entry.cost);
    }
    for (const row of await page.locator(`#${id}-table tbody tr`).all()) {
      const name = await row.locator("th .cut").first().getAttribute("title");
      const share = await row.locator(".share").textContent();
      assert.equal(share, `${((costs.get(name) / totals.totalCost) * 100).toFixed(1)}%`, name);
      if ((await row.textContent()).includes("no price")) {
        assert.equal(costs.get(name), 0, name);
      } else {
        assert.equal(Number(await row.locator("data").first().getAttribute("value")), costs.get(name), name);
      }
      if (id === "projects") {
        assert.equal(Number(await row.locator("data").last().getAttribute("value")), sessionCounts.byProject[name] ?? 0, name);
      }
      costs.delete(name);
    }
    assert.deepEqual([...costs.keys()], [], `every one of the ${id} is shown`);
  }
  clean(page);
});

test("activity is the document's, for the same range", async () => {
  const { daily } = await everything();
  const [since, until] = [daily[0].date, daily.at(-1).date];
  const page = await open(browser, { query: `?days=custom&since=${since}&until=${until}&zone=Europe/Berlin` });
  const asked = page.watch.asked.findLast((url) => url.pathname.endsWith("/v1/activity-report"));
  const report = await fetched(`v1/activity-report${asked.search}`);
  assert.equal(report.timezone, "Europe/Berlin");
  const midnight = (text) => new Date(text).toLocaleTimeString("en", { timeZone: "Europe/Berlin", hourCycle: "h23" });
  assert.equal(midnight(report.range_start), "00:00:00");
  assert.equal(midnight(report.range_end), "00:00:00");
  assert.equal((await exact(page, "#activity-facts data"))[0], report.peak.agents);
  assert.equal((await exact(page, "#activity-facts data")).at(-1), report.totals.cost);
  await page.locator("#activity-chart summary").click();
  await page.locator("#activity-chart table").waitFor();
  const most = await page.locator("#activity-chart tbody tr").evaluateAll((rows) =>
    rows.map((row) => Number(row.querySelector("data").value)));
  assert.deepEqual(most, report.buckets.map((bucket) => bucket.max_agents));
  clean(page);
});

test("steps of the timeline can be chosen", async () => {
  const { daily } = await everything();
  const page = await open(browser, { query: `?days=custom&since=${daily[0].date}&until=${daily[0].date}&zone=UTC` });
  await page.locator("#step").selectOption("15m");
  await settled(page);
  await page.locator("#activity-chart summary").click();
  await page.locator("#activity-chart tbody tr").nth(95).waitFor();
  assert.equal(await page.locator("#activity-chart tbody tr").count(), 96);
  assert.match(page.url(), /step=15m/);
  clean(page);
});

test("sessions are the document's", async () => {
  const page = await open(browser, { query: "?days=all&zone=UTC&one_shot=1&automated=1&children=1" });
  const document = await fetched("v1/sessions?limit=50&include_one_shot=true&include_automated=true&include_children=true");
  assert.deepEqual(await texts(page, "#sessions-table tbody .code"), document.sessions.map(({ id }) => id));
  const [first] = document.sessions;
  const row = page.locator("#sessions-table tbody tr").first();
  assert.match(await row.textContent(), new RegExp(first.project || "no project"));
  assert.equal(await page.locator("#place").textContent(), `1 to ${document.sessions.length}`);
  clean(page);
});

test("a link leads to the same view", async () => {
  const page = await open(browser, { query: "?days=all&zone=UTC" });
  await page.locator("#by input[value=project]").check();
  await page.locator("#sessions-filter [name=automated]").check();
  await settled(page);
  const again = await open(browser, { query: new URL(page.url()).search });
  assert.ok(await again.locator("#by input[value=project]").isChecked());
  assert.ok(await again.locator("#sessions-filter [name=automated]").isChecked());
  assert.equal(await again.locator("#range-title").textContent(), await page.locator("#range-title").textContent());
  await page.goBack();
  await settled(page);
  assert.ok(!(await page.locator("#sessions-filter [name=automated]").isChecked()), "back leads to the view before");
  clean(page);
});
