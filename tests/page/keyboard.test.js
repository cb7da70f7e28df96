// Everything can be reached and used without a pointer, and one sees where one is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clean, launch, open, settled } from "./browser.js";

const QUERY = "?days=all&zone=UTC&one_shot=1&automated=1&children=1";
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** What has the focus: a name for it, and whether its focus shows. */
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  const shown = at.matches(".choice input") ? at.nextElementSibling : at;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const name = at.id || at.name || at.textContent.trim().slice(0, 40);
  return { name: `${at.tagName} ${name}`, top: at === document.body, visible: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
});

/** Names of all that a keyboard must reach: of radio buttons with one name, the chosen one. */
const reachable = (page) => page.evaluate(() => {
  const all = document.querySelectorAll("a[href], button:enabled, input, select, summary, [tabindex='0']");
  return [...all]
    .filter((found) => found.checkVisibility() && !(found.type === "radio" && !found.checked))
    .map((found) => `${found.tagName} ${found.id || found.name || found.textContent.trim().slice(0, 40)}`);
});

test("the tab key reaches every control, in the order of the page, and the focus shows", async () => {
  const page = await open(browser, { query: QUERY });
  const wanted = await reachable(page);
  const seen = [];
  for (let presses = 0; presses < wanted.length * 4; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.top) {
      break;
    }
    assert.ok(at.visible, `${at.name} has the focus, which does not show`);
    if (seen.at(-1) !== at.name) { // a date has a stop for each of its parts
      seen.push(at.name);
    }
  }
  assert.deepEqual(seen, wanted);
  clean(page);
});

test("the first stop skips to the figures", async () => {
  const page = await open(browser, { query: QUERY });
  await page.keyboard.press("Tab");
  assert.ok(await page.locator(".skip").isVisible());
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  clean(page);
});

test("arrows change a choice, the space bar a switch, Enter opens a table", async () => {
  const page = await open(browser, { query: QUERY });
  await page.locator("#by input[value=model]").focus();
  await page.keyboard.press("ArrowRight");
  assert.match(page.url(), /by=project/);
  assert.equal(await page.evaluate(() => document.activeElement.value), "project", "the focus stays");
  await page.locator("#sessions-filter [name=children]").focus();
  await page.keyboard.press("Space");
  await settled(page);
  assert.doesNotMatch(page.url(), /children/);
  assert.equal(await page.evaluate(() => document.activeElement.name), "children", "the focus stays");
  await page.locator("#cost-chart summary").focus();
  await page.keyboard.press("Enter");
  await page.locator("#cost-chart table").waitFor();
  clean(page);
});

test("a chart is a slider that says its points", async () => {
  const page = await open(browser, { query: QUERY });
  const slider = page.locator("#cost-chart [role=slider]");
  const said = () => slider.getAttribute("aria-valuetext");
  await slider.focus();
  await page.keyboard.press("Home");
  const first = await said();
  assert.match(first, /^\w+, 1 Jul 2026: \$0\.25; .*claude-opus-4-6 \$0\.25/);
  await page.keyboard.press("ArrowRight");
  assert.match(await said(), /2 Jul 2026/);
  assert.match(await page.locator("#cost-chart .legend-point").textContent(), /2 Jul 2026/, "seen as well as heard");
  await page.keyboard.press("End");
  const bounds = await slider.evaluate((at) => [at.getAttribute("aria-valuenow"), at.getAttribute("aria-valuemax")]);
  assert.equal(bounds[0], bounds[1]);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  assert.equal(await said(), first);
  clean(page);
});

test("the pointer chooses a point too", async () => {
  const page = await open(browser, { query: QUERY });
  const box = await page.locator("#cost-chart .u-over").boundingBox();
  await page.mouse.move(box.x + 20, box.y + 50);
  assert.match(await page.locator("#cost-chart .legend-point").textContent(), /1 Jul 2026/);
  await page.mouse.move(box.x + box.width - 20, box.y + 50);
  assert.doesNotMatch(await page.locator("#cost-chart .legend-point").textContent(), /\b1 Jul 2026/);
  clean(page);
});

test("Enter in a field shows the range", async () => {
  const page = await open(browser, { query: QUERY });
  await page.locator("#controls [name=since]").fill("2026-07-02");
  await page.locator("#controls [name=until]").fill("2026-07-03");
  await page.locator("#controls [name=zone]").fill("Europe/Berlin");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.match(page.url(), /days=custom&since=2026-07-02&until=2026-07-03&zone=Europe%2FBerlin/);
  assert.equal(await page.locator("#range-title").textContent(), "Thu, 2 Jul 2026 to Fri, 3 Jul 2026");
  await page.locator("#controls [name=zone]").fill("Mars/Olympus");
  await page.keyboard.press("Enter");
  assert.match(await page.locator("#controls-error").textContent(), /Mars\/Olympus/);
  assert.match(page.url(), /Berlin/, "a zone that is none changes nothing");
  clean(page);
});
