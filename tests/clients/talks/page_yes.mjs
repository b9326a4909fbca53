// Answers on the page what waits for a yes: once no, once yes, by key.
// usage: node page_yes.mjs CHROMIUM URL [FOLDER for pictures]; one JSON document on standard output.
import { launched, opened, violations } from "./page_browser.mjs";

const [executable, url, pictures] = process.argv.slice(2);
const told = { complaints: [], requests: [], asked: [], answered: [] };
const browser = await launched(executable);
const page = await opened(browser, url, told);
const ask = page.locator("#waiting .ask");
await page.locator("#aloud").uncheck();
for (const answer of ["No", "Yes"]) {
  await page.locator("#words").fill("we have run out of milk");
  await page.keyboard.press("Enter");
  await ask.waitFor();
  told.asked.push(await ask.locator("p").innerText());
  told.tab = await page.locator('nav a[data-room="talk"]').innerText();
  told.violations = await violations(page);
  if (pictures) await page.screenshot({ path: `${pictures}/yes.png` });
  await page.locator("#waiting button", { hasText: answer }).focus();
  await page.keyboard.press("Enter");
  await ask.waitFor({ state: "detached" });
  told.answered.push(await page.locator("#waiting [role=status]").innerText());
}
await page.evaluate(() => (location.hash = "memory"));
await page.locator("#memory li").first().waitFor();
told.kept = await page.locator("#memory .asked").allInnerTexts();
await page.getByRole("button", { name: "Forget", exact: true }).click();
await page.getByRole("button", { name: "Forget for good?" }).click();
await page.locator("#memory .empty").waitFor();
told.forgotten = await page.locator("#memory [role=status]").innerText();
await browser.close();
console.log(JSON.stringify(told));
