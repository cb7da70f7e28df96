// Both colour schemes, narrow and wide windows, and what axe has to say of each.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PAGE_URL, clean, launch, open, settled } from "./browser.js";
import { failing } from "./documents.js";

const QUERY = "?days=all&zone=UTC&one_shot=1&automated=1&children=1";
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.ok(passes.length > 20, "axe must have looked at something");
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), []);
}

const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
/** A pixel of the first bar's lowest part. */
const ink = (page) => page.locator("#cost-chart canvas").evaluate((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, canvas.height * 0.6, canvas.width, 1);
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) {
      colours.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    }
  }
  return [...colours];
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing: ${scheme}, wide and narrow, tables open`, async () => {
    for (const width of [1280, 360]) {
      const page = await open(browser, { query: QUERY, colorScheme: scheme, viewport: { width, height: 800 } });
      for (const summary of await page.locator("summary").all()) {
        await summary.click();
      }
      await page.locator("#activity-chart table").waitFor();
      await accessible(page);
      clean(page);
      await page.context().close();
    }
  });

  test(`axe finds nothing: ${scheme}, token and error`, async () => {
    const gate = await open(browser, { colorScheme: scheme, answers: { ".*": failing(401, "a token is needed") }, settle: false });
    await gate.getByLabel("Token", { exact: true }).waitFor();
    await accessible(gate);
    const broken = await open(browser, { colorScheme: scheme, answers: { ".*": failing(500, "it broke") } });
    await broken.locator("#summary .message-error").waitFor();
    await accessible(broken);
    clean(broken, /status of 500/);
  });
}

test("the scheme follows the system, and the switch overrules it for good", async () => {
  const page = await open(browser, { query: QUERY, colorScheme: "dark" });
  assert.equal(await paper(page), "rgb(22, 24, 28)");
  assert.ok((await ink(page)).includes("110,163,230"), "bars have the dark scheme's blue");
  await page.locator("#scheme").selectOption("light");
  assert.equal(await paper(page), "rgb(253, 252, 250)");
  assert.ok((await ink(page)).includes("43,92,158"), "bars are drawn again in the light scheme's blue");
  await page.reload();
  await settled(page);
  assert.equal(await paper(page), "rgb(253, 252, 250)");
  await page.locator("#scheme").selectOption("");
  assert.equal(await paper(page), "rgb(22, 24, 28)");
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await paper(page), "rgb(253, 252, 250)");
  clean(page);
});

test("nothing needs sideways scrolling, from 320 pixels to 2,560", async () => {
  for (const width of [320, 360, 768, 1024, 2560]) {
    const page = await open(browser, { query: QUERY, viewport: { width, height: 800 } });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} pixels`);
    const chart = await page.locator("#cost-chart .u-wrap").boundingBox();
    assert.ok(chart.x >= 0 && chart.x + chart.width <= width, `the chart fits ${width} pixels`);
    clean(page);
    await page.context().close();
  }
});

test("charts follow the window", async () => {
  const page = await open(browser, { query: QUERY });
  await page.setViewportSize({ width: 500, height: 800 });
  await page.waitForFunction(() => document.querySelector("#cost-chart canvas").clientWidth <= 500);
  clean(page);
});

test("nothing moves when figures come", async () => {
  const page = await open(browser, { query: QUERY, settle: false });
  await page.evaluate(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.shifts += entry.value; }))
      .observe({ type: "layout-shift", buffered: true });
  });
  await settled(page);
  assert.ok(await page.evaluate(() => globalThis.shifts) < 0.1, "the sum of layout shifts stays what is called good");
});

test("without wish for motion nothing moves", async () => {
  const page = await open(browser, { query: QUERY, reducedMotion: "reduce" });
  const moving = await page.evaluate(() => {
    document.body.classList.add("loading");
    return getComputedStyle(document.querySelector("#progress"), "::before").animationName;
  });
  assert.equal(moving, "none");
});

test("the server's policy lets nothing in", async () => {
  const response = await fetch(PAGE_URL);
  const policy = response.headers.get("content-security-policy") ?? "";
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), `the policy must have ${part}`);
  }
  assert.ok(!policy.includes("unsafe"));
});
