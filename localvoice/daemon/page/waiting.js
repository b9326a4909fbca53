// What waits for a yes? Each thing that a tool would change, asked about above whatever room is open.

import { fill, find, make } from "./dom.js";

const LOOK_MS = 2000; // between two looks, as long as the page is seen
const TOLD_MS = 8000; // what came of an answer is to be read for so long

export class Waiting {
  #wire;
  #shown = "[]";
  #told = make("p.note", { role: "status" });

  constructor(wire) {
    this.#wire = wire;
    fill(find("waiting"), make("h2.unseen", { id: "waiting-h" }, "Waiting for your yes"), this.#told);
    this.#go();
  }

  async #go() {
    if (!document.hidden) await this.#look();
    setTimeout(() => this.#go(), LOOK_MS);
  }

  async #look() {
    try {
      this.#show((await this.#wire.ask("waiting")).waiting);
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  #show(every) {
    const shown = JSON.stringify(every);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const place = find("waiting");
    place.querySelectorAll(".ask").forEach((one) => one.remove());
    place.append(...every.map((one) => this.#ask(one)));
    if (every.length) this.#told.textContent = "";
    place.hidden = !every.length && !this.#told.textContent;
    const link = document.querySelector('nav a[data-room="talk"]');
    link.querySelectorAll(".count, .unseen").forEach((one) => one.remove());
    if (every.length)
      link.append(
        make("span.count", { "aria-hidden": "true" }, String(every.length)),
        make("span.unseen", {}, `, ${every.length} waiting for your yes`),
      );
  }

  #forget(told) {
    if (this.#told.textContent !== told) return;
    this.#told.textContent = "";
    find("waiting").hidden = this.#shown === "[]";
  }

  #ask({ id, text, tool }) {
    const answer = async (yes) => {
      try {
        const { text: told } = await this.#wire.ask(yes ? "waiting yes" : "waiting no", { call: id });
        this.#told.textContent = told;
        setTimeout(() => this.#forget(told), TOLD_MS);
      } catch (error) {
        this.#told.textContent = error.message;
      }
      await this.#look();
    };
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
