// Walks through all rooms of the page: what axe finds in each, history searched and deleted, settings changed and read back.
// usage: node page_rooms.mjs CHROMIUM URL [FOLDER for pictures]; one JSON document on standard output.
import { launched, opened, tooWide, violations } from "./page_browser.mjs";

const [executable, url, pictures] = process.argv.slice(2);
const ROOMS = ["talk", "history", "memory", "models", "settings"];
const told = { complaints: [], requests: [], violations: [], too_wide: [], titles: {} };
const browser = await launched(executable);
const address = url.split("#")[0];

const enter = async (page, room) => {
  await page.evaluate((name) => (location.hash = name), room);
  await page.locator(`#${room} h1`).waitFor({ state: "attached" });
  await page.waitForFunction(
    (name) => document.querySelectorAll(`#${name} :is(li, select option, input, .card, .empty)`).length,
    room,
  );
};

for (const width of [360, 1280]) {
  for (const scheme of ["light", "dark"]) {
    const page = await opened(browser, url, told, { width, scheme });
    for (const room of ROOMS) {
      await enter(page, room);
      const found = await violations(page);
      told.violations.push(...found.map((one) => `${width} ${scheme} ${room} ${one}`));
      if (await tooWide(page)) told.too_wide.push(`${width} ${room}`);
      told.titles[room] = await page.title();
      if (pictures) await page.screenshot({ path: `${pictures}/${room}-${width}-${scheme}.png` });
    }
    await page.context().close();
  }
}

const page = await opened(browser, url, told, { reducedMotion: "reduce" });
told.address = await page.evaluate(() => location.href);
await page.keyboard.press("Tab");
told.first_tab = await page.evaluate(() => document.activeElement.textContent);
told.landmarks = await page.evaluate(() =>
  ["header", "nav", "main", "aside", "h1"].filter((name) => document.querySelector(name)),
);

await enter(page, "history");
await page.locator("#history li").first().waitFor();
told.history = await page.locator("#history .asked").allInnerTexts();
await page.getByLabel("Search what was said").fill("milk");
await page.locator("#history mark").first().waitFor();
told.found = await page.locator("#history .asked").allInnerTexts();
await page.locator("#history button", { hasText: "Hear" }).first().click();
await page.waitForFunction(() => window.loud.some(([, level]) => level > 0.01), undefined, { timeout: 20_000 });
const remove = page.locator("#history button", { hasText: "Delete" }).first();
await remove.click();
told.asked_again = await remove.innerText();
await remove.click();
await page.locator("#history [role=status]", { hasText: "deleted" }).waitFor();
told.deleted = await page.locator("#history .asked").allInnerTexts();
await page.getByLabel("Search what was said").fill("");
await page.waitForFunction(() => document.querySelector("#history li") && !document.querySelector("#history mark"));
told.kept = await page.locator("#history .asked").allInnerTexts();

await enter(page, "models");
await page.getByRole("button", { name: "Look at this machine" }).click();
await page.locator("#models .checks li").first().waitFor({ timeout: 60_000 });
told.doctor = await page.locator("#models .checks li").allInnerTexts();
await page.getByRole("button", { name: "Compare" }).click();
await page.locator("#models [role=status]", { hasText: "Asking" }).waitFor();
await page.getByRole("button", { name: "Stop" }).click();
await page.locator("#models [role=status]", { hasText: "ended" }).waitFor();
told.violations.push(...(await violations(page)));

await enter(page, "settings");
await page.getByLabel("Budget, ms").fill("99999999");
await page.getByRole("button", { name: "Save" }).click();
await page.locator("#settings .wrong", { hasText: /\w/ }).waitFor();
told.refused = await page.locator("#settings .wrong", { hasText: /\w/ }).innerText();
await page.getByLabel("Budget, ms").fill("350");
await page.getByLabel("Follow up, seconds").fill("9");
await page.getByRole("button", { name: "Save" }).click();
await page.locator("#settings [role=status]", { hasText: "Saved" }).waitFor();
told.saved = await page.locator("#settings [role=status]", { hasText: "Saved" }).innerText();
const complaints = [...told.complaints];
await page.getByRole("button", { name: "Restart now" }).click();
await page.getByRole("button", { name: "Restarted" }).waitFor({ timeout: 60_000 });
told.link = await page.locator("#link").innerText();
told.complaints = complaints; // that nobody was there meanwhile is as it should be
await page.goto("about:blank");
const again = await opened(browser, url, told);
await enter(again, "settings");
told.read_back = [
  await again.getByLabel("Budget, ms").inputValue(),
  await again.getByLabel("Follow up, seconds").inputValue(),
];

const locked = await opened(browser, address, told);
told.locked = await locked.locator("main").innerText();
await browser.close();
console.log(JSON.stringify(told));
