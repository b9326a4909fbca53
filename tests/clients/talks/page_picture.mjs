// Shows a picture from a file, pastes one and takes it back, and takes one by the camera; all by key.
// usage: node page_picture.mjs CHROMIUM URL RECORDING PICTURE [FOLDER for pictures]; one JSON document on standard output.
import { launched, opened, tooWide, violations } from "./page_browser.mjs";

const [executable, url, recording, picture, pictures] = process.argv.slice(2);
const told = { complaints: [], requests: [], violations: [], said: [] };
const browser = await launched(executable, recording);
const page = await opened(browser, url, told, { permissions: ["camera", "microphone"] });
const shown = page.locator("#tray-picture");
const answered = async (text) => {
  await page.waitForFunction((wanted) => document.getElementById("said").textContent.includes(wanted), text);
  told.said.push(await page.locator("#said").innerText());
};
const look = async (name) => {
  told.violations.push(...(await violations(page)));
  told.wide = told.wide || (await tooWide(page));
  if (pictures) await page.screenshot({ path: `${pictures}/picture-${name}.png` });
};

await page.locator("#aloud").uncheck();
const chosen = page.waitForEvent("filechooser");
await page.locator("#add-picture").focus();
await page.keyboard.press("Enter");
await (await chosen).setFiles(picture);
await shown.waitFor();
told.status = await page.locator("#tray-told").innerText();
told.focused = await page.evaluate(() => document.activeElement.id);
await look("chosen");
await page.keyboard.type("what is this");
await page.keyboard.press("Enter");
await answered("A red picture.");
told.tray = await page.locator("#tray").isVisible();

await page.evaluate(async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 10 });
  canvas.getContext("2d").fillRect(0, 0, 20, 10);
  const data = new DataTransfer();
  data.items.add(new File([await new Promise((ready) => canvas.toBlob(ready))], "pasted.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
});
await shown.waitFor();
await page.locator("#tray-drop").focus();
await page.keyboard.press("Enter");
await shown.waitFor({ state: "hidden" });
told.removed = await page.evaluate(() => document.activeElement.id);

await page.setViewportSize({ width: 360, height: 740 });
await page.locator("#open-camera").focus();
await page.keyboard.press("Enter");
await page.locator("#tray-camera").waitFor();
await look("camera");
await page.waitForFunction(() => document.activeElement.id === "tray-take");
await page.keyboard.press("Enter");
await shown.waitFor();
await look("taken");
await page.keyboard.press("Enter"); // in the line, without a word
await answered("Something of the camera's.");
await page.locator("#picture-file").setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("none") });
await page.waitForFunction(() => document.getElementById("trouble").textContent);
told.trouble = await page.locator("#trouble").innerText();
await browser.close();
console.log(JSON.stringify(told));
