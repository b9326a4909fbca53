// A browser for the tests of the page: with a recording as its microphone, ears on its loudspeaker, and a list of complaints.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function launched(executablePath, recording) {
  const microphone = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-audio-capture=${recording}%noloop`,
  ];
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...(recording ? microphone : [])] });
}

// A page that is open at this address; what it complains of, and whom it asks, goes into `told`.
export async function opened(browser, url, told, { width = 1280, scheme = "light", ...more } = {}) {
  const height = width < 500 ? 740 : 860;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, ...more });
  const page = await context.newPage();
  page.on("console", (message) => told.complaints.push(message.text()));
  page.on("pageerror", (error) => told.complaints.push(String(error.stack)));
  page.on("request", (request) => told.requests.push(new URL(request.url()).origin));
  page.on("websocket", (socket) => told.requests.push(new URL(socket.url()).origin.replace("ws", "http")));
  await page.addInitScript(ears);
  await page.goto(url);
  return page;
}

// In the page: everything that goes to the loudspeaker is measured, and each change of what is seen is written down.
function ears() {
  window.loud = []; // [ms, root mean square]
  window.seen = []; // {at, voice, live, heard, now, cut}
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const meter = new AnalyserNode(this.context, { fftSize: 2048 });
      connect.call(this, meter);
      const wave = new Float32Array(2048);
      setInterval(() => {
        meter.getFloatTimeDomainData(wave);
        window.loud.push([performance.now(), Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length)]);
      }, 40);
    }
    return connect.call(this, to, ...rest);
  };
  const look = () => {
    const text = (id) => document.getElementById(id)?.textContent ?? "";
    const live = document.getElementById("heard")?.classList.contains("live") ?? false;
    const now = document.querySelector("#said .now")?.textContent ?? "";
    const cut = [...document.querySelectorAll("#said .cut")].map((span) => span.textContent).join(" ");
    window.seen.push({
      at: performance.now(),
      voice: document.body.dataset.voice,
      live,
      heard: text("heard"),
      said: text("said"),
      now,
      cut,
    });
  };
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["data-voice", "class"],
    });
  });
}

// What axe finds, in words; as the person's own tool would look: from outside of the page's policy.
export async function violations(page) {
  const found = await page.evaluate(`(() => { ${axe}; return window.axe.run(); })()`);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" ")}`);
}

export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
