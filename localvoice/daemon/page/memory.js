// What is kept for the person? Facts, lists, timers; searched, and erased one by one.

import { after, fill, find, make, marked, moment, plain, sure } from "./dom.js";

const KINDS = {
  fact: "Facts",
  note: "Notes",
  shopping: "Shopping list",
  todo: "To do",
  timer: "Timers",
  alarm: "Alarms",
  reminder: "Reminders",
  order: "Orders",
};

const RINGS = ["timer", "alarm", "reminder"];

export class Memory {
  #wire;
  #list = make("div");
  #told = make("p.note", { role: "status" });
  #search = make("input", {
    type: "search",
    placeholder: "Search",
    "aria-label": "Search what is kept",
    autocomplete: "off",
  });

  constructor(wire) {
    this.#wire = wire;
    this.#search.addEventListener(
      "input",
      after(150, () => this.show()),
    );
    fill(
      find("memory"),
      make(
        "div.head-row",
        {},
        make(
          "div",
          {},
          make("h1", { id: "memory-h" }, "Memory"),
          make(
            "p.note",
            {},
            "What you asked it to keep. Say “remember that …” and it appears here; forget it here or by voice.",
          ),
        ),
        make("div.find", { role: "search" }, this.#search),
      ),
      this.#told,
      this.#list,
      make(
        "div",
        {},
        sure("Forget everything", "Forget all facts and everything that was said, for good?", () => this.#everything()),
      ),
    );
  }

  async show() {
    const text = this.#search.value.trim();
    try {
      const { memory } = await (text ? this.#wire.ask("memory search", { text }) : this.#wire.ask("memory"));
      if (text === this.#search.value.trim()) this.#show(memory, text);
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  #show(kept, text) {
    this.#told.textContent = text ? `${kept.length || "Nothing"} found` : "";
    const kinds = new Map();
    for (const one of kept) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
    const parts = [...kinds].map(([kind, every]) => [
      make("h2.day", {}, title(kind)),
      make(
        "ul.list",
        {},
        every.map((one) => this.#one(one, text)),
      ),
    ]);
    fill(
      this.#list,
      kept.length
        ? parts.flat()
        : make(
            "p.empty",
            {},
            text
              ? "Nothing that is kept has to do with these words."
              : "Nothing is kept. Say “remember that my bike is in the cellar”.",
          ),
    );
  }

  #one(one, text) {
    const forget = sure("Forget", "Forget for good?", () => this.#forget(one));
    forget.setAttribute("aria-description", called(one));
    const times = [
      one.always && "always known",
      one.at && `kept ${moment(one.at)}`,
      one.until && `${RINGS.includes(one.kind) ? "rings" : "until"} ${moment(one.until)}`,
    ]
      .filter(Boolean)
      .join(", ");
    return make(
      "li",
      {},
      make("div", {}, make("p.asked", {}, marked(called(one), text)), make("p.meta", {}, times)),
      make("div.acts", {}, forget),
    );
  }

  async #everything() {
    try {
      await this.#wire.ask("memory forget", { everything: true });
      await this.show();
      this.#told.textContent = "All facts and everything that was said are forgotten. Lists and timers are still here.";
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  async #forget(one) {
    try {
      await this.#wire.ask("memory forget", { item: one.id });
      await this.show();
      this.#told.textContent = `“${called(one)}” is forgotten.`;
      this.#search.focus();
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }
}

// A timer that was given no name is called what it is.
const called = ({ text, kind }) => text || capital(plain(kind));
const title = (kind) => KINDS[kind] ?? capital(plain(kind));
const capital = (words) => words.replace(/^./, (letter) => letter.toUpperCase());
