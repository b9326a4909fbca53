// What was said before? Every turn as it was heard, searched as one types, said again, deleted for good.

import { after, clock, day, fill, find, make, marked, sure, today } from "./dom.js";
import { play, stop } from "./player.js";

const AT_ONCE = 50;

export class History {
  #wire;
  #talk;
  #list = make("div");
  #more = make("button", { type: "button", hidden: true, onclick: () => this.#older() }, "Show older ones");
  #told = make("p.note", { role: "status" });
  #search = make("input", {
    type: "search",
    id: "history-find",
    placeholder: "Search",
    "aria-label": "Search what was said",
    autocomplete: "off",
  });
  #turns = [];

  constructor(wire, talk) {
    this.#wire = wire;
    this.#talk = talk;
    this.#search.addEventListener(
      "input",
      after(150, () => this.#find()),
    );
    fill(
      find("history"),
      make(
        "div.head-row",
        {},
        make(
          "div",
          {},
          make("h1", { id: "history-h" }, "History"),
          make("p.note", {}, "What you said, and what you heard of the answers. It is kept on this machine alone."),
        ),
        make("div.find", { role: "search" }, this.#search),
      ),
      this.#told,
      this.#list,
      make("div", {}, this.#more),
      make(
        "div",
        {},
        sure("Delete everything", "Delete all of it for good?", () => this.#delete({ everything: true })),
      ),
    );
  }

  show() {
    return this.#find();
  }

  async #find() {
    const text = this.#search.value.trim();
    const asked = text
      ? this.#wire.ask("history search", { text, last: AT_ONCE })
      : this.#wire.ask("history", { last: AT_ONCE });
    await this.#take(asked, text);
  }

  async #older() {
    await this.#take(this.#wire.ask("history", { last: AT_ONCE, before: this.#turns[0].id }), "", this.#turns);
  }

  async #take(asked, text, newer = []) {
    try {
      const { turns, more } = await asked;
      if (text !== this.#search.value.trim()) return; // something else is searched for by now
      this.#turns = [...turns, ...newer];
      this.#more.hidden = !more;
      this.#show(text);
      this.#told.textContent = text
        ? `${turns.length || "No"} turn${turns.length === 1 ? "" : "s"} with “${text}”`
        : "";
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  #show(text) {
    const days = Map.groupBy
      ? Map.groupBy(this.#turns.toReversed(), (turn) => (today(turn.at) ? "Today" : day(turn.at)))
      : new Map([["", this.#turns.toReversed()]]);
    const parts = [...days].map(([name, turns]) => [
      make("h2.day", {}, name),
      make(
        "ol.list",
        {},
        turns.map((turn) => this.#turn(turn, text)),
      ),
    ]);
    fill(
      this.#list,
      this.#turns.length
        ? parts.flat()
        : make("p.empty", {}, text ? "Nothing that was said has these words." : "Nothing was said yet."),
    );
  }

  #turn(turn, text) {
    const asked = turn.heard ? `“${turn.heard}”` : "(said by itself)";
    const replay = make("button.quiet", { type: "button", "aria-label": `Hear the answer to ${asked} again` }, "Hear");
    replay.addEventListener("click", () => this.#replay(replay, turn));
    const remove = sure("Delete", "Delete for good?", () => this.#delete({ turn: turn.id }));
    remove.setAttribute("aria-description", asked);
    return make(
      "li",
      {},
      make(
        "div",
        {},
        make("p.asked", {}, marked(asked, text)),
        make("p.answered", {}, marked(turn.said || "(no answer was heard)", text)),
        make("time", { dateTime: turn.at }, clock(turn.at)),
      ),
      make("div.acts", {}, turn.said && replay, remove),
    );
  }

  async #replay(button, turn) {
    if (button.textContent === "Stop") {
      stop();
      return;
    }
    try {
      button.disabled = true;
      const sound = await this.#wire.ask("history replay", { turn: turn.id });
      play(sound, () => (button.textContent = "Hear"));
      button.textContent = "Stop";
    } catch (error) {
      this.#told.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  }

  async #delete(which) {
    try {
      const { deleted } = await this.#wire.ask("history delete", which);
      await this.#find();
      this.#told.textContent = `${deleted} turn${deleted === 1 ? " is" : "s are"} deleted for good.`;
      this.#search.focus();
      if (which.everything) this.#talk.anew();
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }
}
