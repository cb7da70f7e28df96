// Headless Chromium for the suites: one browser per file, a fresh context per page, and a watch on what no page may do.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

/** The server under test, for example `http://127.0.0.1:8080/`. */
export const PAGE_URL = process.env.PAGE_URL;
assert.ok(PAGE_URL, "set PAGE_URL to the address of a running `agentexport serve`");

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/**
 * A page with a watch. `page.watch` lists requests to other origins, violations of the policy, and errors on the
 * console. `answers` maps routes below `/v1/` to what is answered in the server's place: a function of the URL and the
 * request's headers that returns `{ status, body }`.
 */
export async function open(browser, { query = "", answers = {}, settle = true, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: "UTC", ...options });
  const page = await context.newPage();
  page.watch = { foreign: [], violations: [], errors: [], asked: [] };
  const origin = new URL(PAGE_URL).origin;
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== "data:") {
      page.watch.foreign.push(request.url());
    }
    if (url.pathname.includes("/v1/")) {
      page.watch.asked.push(url);
    }
  });
  page.on("console", (message) => message.type() === "error" && page.watch.errors.push(message.text()));
  page.on("pageerror", (error) => page.watch.errors.push(String(error)));
  await page.exposeFunction("reportViolation", (text) => page.watch.violations.push(text));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.reportViolation(`${violatedDirective} ${blockedURI}`));
  });
  for (const [route, answer] of Object.entries(answers)) {
    await page.route(new RegExp(`/v1/${route}(\\?|$)`), async (handling) => {
      const request = handling.request();
      const { status = 200, body } = await answer(new URL(request.url()), request.headers());
      const text = typeof body === "string" ? body : JSON.stringify(body);
      await handling.fulfill({ status, contentType: "application/json", body: text });
    });
  }
  await page.goto(new URL(query, PAGE_URL).href);
  if (settle) {
    await settled(page);
  }
  return page;
}

/** Waits until nothing is being loaded. */
export async function settled(page) {
  await page.waitForFunction(() =>
    !document.body.classList.contains("loading") && !document.querySelector("[aria-busy=true]"));
}

/** Fails when the page did what none may; `expected` are errors that belong to the case. */
export function clean(page, expected = /^$/) {
  assert.deepEqual(page.watch.foreign, [], "no request may leave the server");
  assert.deepEqual(page.watch.violations, [], "nothing may offend the content security policy");
  assert.deepEqual(page.watch.errors.filter((text) => !expected.test(text)), [], "the console must stay free of errors");
}

/** Texts of all elements that match. */
export const texts = (page, selector) => page.locator(selector).allTextContents();
