// What the page does when there is something in the way: a token, errors, nothing to show, names made to do harm.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clean, launch, open, settled, texts } from "./browser.js";
import { HOSTILE, activity, failing, noUsage, sessions, usage } from "./documents.js";

const QUERY = "?days=all&zone=UTC";
const TOKEN = "correct horse";
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const made = { "usage-daily": () => ({ body: usage(["alpha"]) }), "activity-report": () => ({ body: activity() }), sessions: () => ({ body: sessions("s", 2) }) };

/** Answers that want the token. */
const guarded = Object.fromEntries(Object.entries(made).map(([route, answer]) => [route, (url, headers) =>
  (headers.authorization === `Bearer ${TOKEN}` ? answer(url) : failing(401, "a token is needed")())]));

test("the token is asked for, refused when wrong, kept for the tab, and forgotten", async () => {
  const page = await open(browser, { query: QUERY, answers: guarded, settle: false });
  const field = page.getByLabel("Token", { exact: true });
  await field.waitFor();
  // The other sections ask too, and are refused while somebody types.
  assert.equal(await page.evaluate(() => document.activeElement.id), "gate-token");
  assert.ok(!(await page.locator("#figures").isVisible()));
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("does not accept that token").waitFor();
  await page.waitForLoadState("networkidle");
  assert.ok(await page.getByText("does not accept that token").isVisible(), "the sentence stays until another token is tried");
  await field.fill(TOKEN);
  await page.getByRole("button", { name: "Use token" }).click();
  await page.locator("#figures").waitFor();
  await settled(page);
  assert.ok(!(await page.locator("#links").isVisible()), "links carry no token");
  const kept = await page.evaluate(() => [JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie, location.href]);
  assert.match(kept[0], /correct horse/);
  assert.ok(kept.slice(1).every((text) => !text.includes("horse")), "nowhere but in the tab's storage");
  assert.ok(page.watch.asked.every((url) => !url.search.includes("horse")), "never in an address");
  await page.reload();
  await settled(page);
  assert.ok(await page.locator("#figures").isVisible(), "a reload keeps it");
  await page.getByRole("button", { name: "Forget token" }).click();
  await field.waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  assert.equal(await page.locator("#gate-error").textContent(), "", "nothing was refused");
  clean(page, /status of 401/);
});

test("errors are said in the server's words, and can be tried again", async () => {
  let broken = true;
  const answers = { "usage-daily": (url) => (broken ? failing(503, "request timed out")() : made["usage-daily"](url)) };
  const page = await open(browser, { query: "?days=custom&since=2026-07-01&until=2026-07-03&zone=UTC", answers });
  const message = page.locator("#summary .message");
  assert.match(await message.getByRole("alert").textContent(), /The server says: request timed out/);
  assert.equal((await texts(page, "#tiles .tile-figure"))[0], "—", "no figure stands for what is not known");
  assert.ok(await page.locator("#activity-chart [role=slider]").isVisible(), "the other sections are there");
  broken = false;
  await message.getByRole("button", { name: "Try again" }).click();
  await message.waitFor({ state: "hidden" });
  await settled(page);
  assert.equal((await texts(page, "#tiles .tile-figure"))[0], "$1.00");
  clean(page, /status of 503/);
});

test("what is no document of version 1 is not shown as one", async () => {
  const wrong = [{ body: "<html>a proxy</html>" }, { body: { ...usage(["alpha"]), schema_version: 2 } }, { body: [] }];
  for (const answer of wrong) {
    const page = await open(browser, { query: QUERY, answers: { "usage-daily": () => answer } });
    assert.match(await page.locator("#summary .message").textContent(), /not a version 1 document/);
    clean(page);
    await page.context().close();
  }
  const page = await open(browser, { query: QUERY, answers: { "usage-daily": () => ({ status: 502, body: "<html>" }) } });
  assert.match(await page.locator("#summary .message").textContent(), /status 502/);
  clean(page, /status of 502/);
});

test("days without usage lead to those with it", async () => {
  const answers = { ...made, "usage-daily": (url) => ({ body: url.searchParams.has("all") ? usage(["alpha"]) : noUsage() }) };
  const page = await open(browser, { query: "?days=7&zone=UTC", answers });
  await page.getByText("There is no usage in these days.").waitFor();
  await page.getByRole("button", { name: "Show all days" }).click();
  await page.locator("#cost-chart [role=slider]").waitFor();
  await settled(page);
  assert.match(page.url(), /days=all/);
  clean(page);
});

test("an empty archive is said to be one", async () => {
  const answers = { "usage-daily": () => ({ body: noUsage() }), sessions: () => ({ body: { ...sessions("s", 0), pricing: {} } }) };
  const page = await open(browser, { query: QUERY, answers });
  await page.getByText("The archive holds no usage.").waitFor();
  assert.equal(page.watch.asked.filter((url) => url.pathname.endsWith("activity-report")).length, 0);
  clean(page);
});

test("missing prices, ambiguous and unknown projects are named", async () => {
  const document = usage(["alpha", "beta", "gamma", ""]);
  document.pricing.models = { gamma: { ...Object.values(document.pricing.models)[0], matched_pattern: null } };
  document.projects = {
    alpha: { resolution: "ambiguous", identity: null },
    beta: { resolution: "unknown", identity: null },
  };
  const page = await open(browser, { query: QUERY, answers: { ...made, "usage-daily": () => ({ body: document }) } });
  const notices = (await texts(page, "#notices li")).join("\n");
  assert.match(notices, /No price is known for gamma/);
  assert.match(notices, /share a label: alpha/);
  const projects = await page.locator("#projects-table").textContent();
  assert.match(projects, /several projects share this label/);
  assert.match(projects, /not known which project/);
  assert.match(projects, /\(no project\)/);
  assert.match(await page.locator("#models-table").textContent(), /no price/);
  clean(page);
});

test("usage on no readable day is told apart", async () => {
  const document = usage(["alpha"]);
  document.daily.unshift({ ...document.daily[0], date: "" }, { ...document.daily[0], date: "2026-13-45" });
  const page = await open(browser, { query: QUERY, answers: { ...made, "usage-daily": () => ({ body: document }) } });
  assert.match((await texts(page, "#notices li")).join(), /\$2\.00 fell on no readable day/);
  assert.equal(await page.locator("#range-title").textContent(), "Wed, 1 Jul 2026 to Wed, 1 Jul 2026");
  clean(page);
});

test("names are text, whatever they hold", async () => {
  const names = [HOSTILE, "__proto__", "constructor", "</script><script>1</script>", "5", "6", "7", "8"];
  const vary = (session) => ({ ...session, id: HOSTILE, project: HOSTILE, agent: HOSTILE, last_activity_at: HOSTILE, model_usage: { ...session.model_usage, models: [HOSTILE] } });
  const answers = { ...made, "usage-daily": () => ({ body: usage(names) }), sessions: () => ({ body: sessions("s", 3, "", vary) }) };
  for (const by of ["model", "project", "agent"]) {
    const page = await open(browser, { query: `${QUERY}&by=${by}`, answers });
    await page.locator("#cost-chart summary").click();
    await page.locator("#cost-chart table").waitFor();
    assert.equal(await page.locator("img, b, main script").count(), 0, "no element came of a name");
    assert.notEqual(await page.title(), "run");
    assert.equal(await page.locator("#projects-table .cut").first().getAttribute("title"), HOSTILE);
    assert.equal((await texts(page, "#sessions-table .code"))[0], HOSTILE);
    assert.ok((await texts(page, "#controls [name=agent] option")).includes("__proto__"));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nor is the page pushed aside");
    clean(page);
    await page.context().close();
  }
});

test("steps that have not begun are blank, not zero", async () => {
  const report = activity();
  const later = { ...report.buckets[0], start: "2026-07-01T11:00:00Z", end: "2026-07-01T12:00:00Z", max_agents: 0, interactive_at_peak: 0 };
  Object.assign(report, { partial: true, as_of: "2026-07-01T10:30:00Z", elapsed_bucket_count: 1, bucket_count: 2, buckets: [report.buckets[0], later] });
  const page = await open(browser, { query: QUERY, answers: { ...made, "activity-report": () => ({ body: report }) } });
  assert.match(await page.locator("#activity-facts").textContent(), /As of2026-07-01 10:30/);
  await page.locator("#activity-chart summary").click();
  await page.locator("#activity-chart table").waitFor();
  const rows = await page.locator("#activity-chart tbody tr").evaluateAll((found) => found.map((row) => row.cells[1].textContent));
  assert.deepEqual(rows, ["1", "—"]);
  clean(page);
});

test("names beyond the colours share one, and nothing is lost", async () => {
  const page = await open(browser, { query: QUERY, answers: { ...made, "usage-daily": () => ({ body: usage(["a", "b", "c", "d", "e", "f", "g", "h"]) }) } });
  const legend = await texts(page, "#cost-chart .legend li");
  assert.equal(legend.length, 7);
  assert.equal(legend.at(-1), "2 others$3.00");
  assert.match(await page.locator("#cost-chart .legend-point").textContent(), /\$36\.00/);
  clean(page);
});
