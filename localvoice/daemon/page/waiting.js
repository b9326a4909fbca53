// What waits for a yes? Each thing that a tool would change, asked about above whatever room is open.

import { fill, find, make } from "./dom.js";

const LOOK_MS = 2000; // between two looks, as long as the page is seen

export class Waiting {
  #wire;
  #shown = "";

  constructor(wire) {
    this.#wire = wire;
    wire.on("waiting", () => this.#look());
    this.#go();
  }

  async #go() {
    if (!document.hidden) await this.#look();
    setTimeout(() => this.#go(), LOOK_MS);
  }

  async #look() {
    try {
      this.#show((await this.#wire.ask("waiting")).waiting);
    } catch {
      // an older process has no such command
      this.#show([]);
    }
  }

  #show(every) {
    const shown = JSON.stringify(every);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const place = find("waiting");
    place.hidden = !every.length;
    fill(
      place,
      make("h2.unseen", { id: "waiting-h" }, "Waiting for your yes"),
      every.map((one) => this.#ask(one)),
    );
    const link = document.querySelector('nav a[data-room="talk"]');
    link.querySelector(".count")?.remove();
    if (every.length)
      link.append(make("span.count", { "aria-label": `${every.length} waiting for your yes` }, String(every.length)));
  }

  #ask({ id, text, tool }) {
    const answer = (yes) =>
      this.#wire.ask(yes ? "waiting yes" : "waiting no", { call: id }).finally(() => this.#look());
    return make(
      "div.ask",
      { role: "group", "aria-label": text },
      make("p", {}, text, " ", tool && make("small", {}, tool)),
      make(
        "div",
        {},
        make("button", { type: "button", onclick: () => answer(false) }, "No"),
        make("button.main", { type: "button", onclick: () => answer(true) }, "Yes"),
      ),
    );
  }
}
