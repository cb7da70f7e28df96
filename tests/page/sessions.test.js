// Pages of sessions: on, back, lost; and what is said of costs that are not known.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clean, launch, open, settled, texts } from "./browser.js";
import { failing, sessions } from "./documents.js";

const QUERY = "?days=all&zone=UTC";
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const PAGES = { "": sessions("first", 50, "one"), one: sessions("second", 50, "two"), two: sessions("third", 7) };
const paged = (url) => ({ body: PAGES[url.searchParams.get("cursor") ?? ""] });

const shown = async (page) => (await texts(page, "#sessions-table tbody .code"))[0];

test("pages follow the cursor, there and back", async () => {
  const page = await open(browser, { query: `${QUERY}&agent=claude`, answers: { sessions: paged } });
  const [newer, older, place] = ["#previous", "#next", "#place"].map((id) => page.locator(id));
  assert.ok(await newer.isDisabled());
  assert.equal(await place.textContent(), "1 to 50");
  await older.focus();
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await shown(page), "second-0");
  assert.equal(await page.evaluate(() => document.activeElement.id), "next");
  await page.keyboard.press("Space");
  await settled(page);
  assert.equal(await shown(page), "third-0");
  assert.equal(await place.textContent(), "101 to 107");
  assert.ok(await older.isDisabled());
  assert.equal(await page.evaluate(() => document.activeElement.id), "previous", "a disabled button passes the focus on");
  await newer.click();
  await newer.click();
  await settled(page);
  assert.equal(await shown(page), "first-0");
  assert.ok(await newer.isDisabled());
  const asked = page.watch.asked.filter((url) => url.pathname.endsWith("/sessions")).map(({ searchParams }) => searchParams);
  assert.equal(asked[0].get("agent"), "claude");
  assert.ok(asked.every((query) => query.get("cursor") === null || query.get("agent") === null), "a cursor carries its filters");
  clean(page);
});

test("a lost place leads back to the first page", async () => {
  let lost = true;
  const answer = (url) => (url.searchParams.has("cursor") && lost ? failing(409, "cursor_reset")() : paged(url));
  const page = await open(browser, { query: QUERY, answers: { sessions: answer } });
  await page.locator("#next").click();
  const message = page.locator("#sessions .message");
  await message.getByText("Sessions were added or changed").waitFor();
  assert.equal(await shown(page), "first-0", "the page that was there stays");
  lost = false;
  await message.getByRole("button", { name: "Back to the first page" }).click();
  await message.waitFor({ state: "hidden" });
  await page.locator("#next").click();
  await settled(page);
  assert.equal(await shown(page), "second-0");
  clean(page, /status of 409/);
});

test("an unknown cost is not shown as nothing", async () => {
  const vary = (has_cost, cost_usd, models) => (session) =>
    ({ ...session, duration_seconds: null, model_usage: { ...session.model_usage, has_cost, cost_usd, models } });
  const cases = [[true, 0, ["free"], "$0.00"], [false, 0, ["new"], "no price"], [false, 0, [], "—"], [false, 1.5, ["new"], "at least $1.50"], [true, 0.0042, ["m"], "$0.0042"]];
  for (const [has, cost, models, expected] of cases) {
    const page = await open(browser, { query: QUERY, answers: { sessions: () => ({ body: sessions("s", 1, "", vary(has, cost, models)) }) } });
    assert.equal(await page.locator("#sessions-table tbody td").last().textContent(), expected);
    assert.equal(await page.locator("#sessions-table tbody td").nth(4).textContent(), "—", "a length that is not known");
    clean(page);
    await page.context().close();
  }
});

test("no session is said, not left blank", async () => {
  const page = await open(browser, { query: QUERY, answers: { sessions: () => ({ body: sessions("none", 0) }) } });
  await page.locator("#sessions .message").getByText("No session of this kind").waitFor();
  assert.ok(await page.locator("#next").isDisabled());
  clean(page);
});
