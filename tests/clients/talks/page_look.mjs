// Looks at the comparison's page in a real browser: what it complains of, what axe finds, and whether it can be used.
// usage: node page_look.mjs PAGE CHROMIUM; one JSON document on standard output.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page_file, browser_file] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: browser_file, args: ["--no-sandbox"] });
const told = { complaints: [], requests: [], violations: [], too_wide: [] };

const opened = async (width, colorScheme, more = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, ...more });
  const page = await context.newPage();
  page.on("console", (message) => told.complaints.push(message.text()));
  page.on("pageerror", (error) => told.complaints.push(String(error)));
  page.on("request", (request) => told.requests.push(request.url().slice(0, 40)));
  await page.goto(pathToFileURL(page_file).href);
  return [page, context];
};

for (const width of [360, 1280]) {
  for (const scheme of ["light", "dark"]) {
    const [page, context] = await opened(width, scheme);
    // as the person's own tool would: from outside of the page's policy
    const found = await page.evaluate(`(() => { ${axe}; return window.axe.run(); })()`);
    for (const one of found.violations) {
      told.violations.push(`${width} ${scheme} ${one.id}: ${one.nodes.map((node) => node.target).join(" ")}`);
    }
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) told.too_wide.push(width);
    await context.close();
  }
}

const [page, context] = await opened(1280, "light", { reducedMotion: "reduce" });
const total = () => page.locator(".way[data-way=traditional] h3 b").textContent();
const silence = page.locator(".way[data-way=traditional] .stage[data-stage=endpoint] .track");
told.total = await total();
await silence.focus();
for (let pressed = 0; pressed < 3; pressed += 1) await page.keyboard.press("PageDown");
told.total_by_key = await total();
const box = await silence.boundingBox();
await page.mouse.move(box.x + 5, box.y + 5);
await page.mouse.down();
await page.mouse.move(box.x + box.width / 10, box.y + 5);
await page.mouse.up();
told.total_by_mouse = await total();
await page.locator("#reset").click();
told.total_again = await total();
await page.locator("#chip").selectOption("m1-pro");
told.total_on_chip = await total();
told.origin_on_chip = await page.locator(".way[data-way=traditional] h3 em").textContent();
told.verdict = await page.locator("#verdict").textContent();
const play = page.locator(".play").first();
await play.click();
await page.waitForTimeout(200); // a sound that cannot be played stops at once
told.playing = await play.textContent();
await play.click();
told.stopped = await play.textContent();
await context.close();

const [plain, without] = await opened(1280, "light", { javaScriptEnabled: false });
told.without_script = await plain.locator("main").innerText();
await without.close();
await browser.close();
console.log(JSON.stringify(told));
