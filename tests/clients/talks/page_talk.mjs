// Talks with the page as a person would: two requests by voice, the second interrupted, then one typed, one stopped by key.
// usage: node page_talk.mjs CHROMIUM URL RECORDING; one JSON document on standard output.
import { launched, opened } from "./page_browser.mjs";

const [executable, url, recording, shots] = process.argv.slice(2);
const told = { complaints: [], requests: [] };
const browser = await launched(executable, recording);
const page = await opened(browser, url, told, { permissions: ["microphone"] });
const WAIT = { timeout: 40_000 };
const voice = (name) => page.waitForFunction((wanted) => document.body.dataset.voice === wanted, name, WAIT);
const turns = (count) =>
  page.waitForFunction((wanted) => document.querySelectorAll("#turns li").length >= wanted, count, WAIT);

const ready = page
  .waitForEvent("websocket", (socket) => socket.url().includes("/v1/realtime"))
  .then((socket) =>
    socket.waitForEvent("framereceived", { predicate: ({ payload }) => payload.includes("session.updated"), ...WAIT }),
  );
await page.locator("#words").focus(); // models come into memory as soon as somebody goes there
await ready;
told.first = await page.evaluate(() => document.body.dataset.voice);
await page.locator("#mic").focus();
await page.keyboard.press("Enter"); // by key, as a click would
await voice("speaking");
await turns(2);
await voice("speaking");
if (shots) await page.waitForTimeout(1500).then(() => page.screenshot({ path: `${shots}/talk.png` }));
await page.waitForFunction(() => document.querySelector("#said .cut"), undefined, WAIT);
await turns(3);
await page.waitForTimeout(1500); // for the sound that may not come
told.spoken = await page.evaluate(() => ({ loud: window.loud, seen: window.seen }));
told.turns = await page.locator("#turns li").allInnerTexts();
told.log = await page.locator("#spoken p").allInnerTexts();

await page.locator("#mic").click(); // no more listening
told.still = await page.evaluate(() => document.body.dataset.voice);
await page.locator("#words").fill("what is two plus two");
await page.keyboard.press("Enter");
await voice("speaking");
await voice("idle");
told.typed = await page.locator("#said").innerText();
await page.locator("#words").fill("what can you do");
await page.keyboard.press("Enter");
await voice("speaking");
await page.waitForFunction(() => document.querySelectorAll("#said .told").length > 3, undefined, WAIT);
await page.keyboard.press("Escape");
told.escaped = await page.evaluate(() => [document.body.dataset.voice, document.querySelectorAll("#said .cut").length]);
await page.locator("#aloud").uncheck();
await page.locator("#words").fill("what is three plus four");
await page.keyboard.press("Enter");
await page.waitForFunction(() => /7|seven/.test(document.getElementById("said").textContent), undefined, WAIT);
told.written = await page.locator("#said").innerText();

await page.waitForTimeout(2500); // what was not interrupted is kept when it has been heard
await page.evaluate(() => (location.hash = "history"));
await page.locator("#history li").nth(4).waitFor();
told.history = await page.locator("#history li > div:first-child").allInnerTexts();
await page.evaluate(() => (location.hash = "memory"));
await page.locator("#memory li").first().waitFor();
told.memory = await page.locator("#memory").innerText();
await browser.close();
console.log(JSON.stringify(told));
