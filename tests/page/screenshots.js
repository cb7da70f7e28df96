// Takes the pictures of docs/page.md from a running server: `PAGE_URL=... npm run screenshots`. Its archive should hold
// usage of several models and projects; RANGE chooses the days.

import { fileURLToPath } from "node:url";
import { launch, open } from "./browser.js";

const RANGE = process.env.RANGE ?? "days=30";
const PICTURES = [
  ["light", { query: `?${RANGE}&zone=UTC`, colorScheme: "light", viewport: { width: 1280, height: 1500 } }],
  ["dark", { query: `?${RANGE}&zone=UTC&by=project`, colorScheme: "dark", viewport: { width: 1280, height: 900 } }],
  ["narrow", { query: `?${RANGE}&zone=UTC`, colorScheme: "light", viewport: { width: 360, height: 1400 } }],
];

const browser = await launch();
for (const [name, options] of PICTURES) {
  const page = await open(browser, options);
  const path = fileURLToPath(new URL(`../../docs/page/${name}.png`, import.meta.url));
  await page.screenshot({ path });
  console.log(path);
}
await browser.close();
