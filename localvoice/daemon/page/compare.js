// Which way of answering fits? The same spoken requests each way, side by side, measured here or computed and said to be.

import { fill, make } from "./dom.js";

const STAGE = {
  endpoint: "silence",
  recognise: "hear",
  hear: "hear",
  read: "think",
  think: "think",
  say: "say",
  output: "play",
};

export class Compare {
  #wire;
  #run = null;
  #told = make("p.note", { role: "status" });
  #found = make("div.part");
  #button = make("button", { type: "button", onclick: () => this.#toggle() }, "Compare");

  constructor(wire) {
    this.#wire = wire;
    this.element = make(
      "section.part",
      { "aria-labelledby": "compare-h" },
      make(
        "div.head-row",
        {},
        make(
          "div",
          {},
          make("h2", { id: "compare-h" }, "Ways to answer, side by side"),
          make(
            "p.note",
            {},
            "The same requests overlapped, one step after the other, and by one model that hears. Takes some minutes.",
          ),
        ),
        this.#button,
      ),
      this.#told,
      this.#found,
    );
  }

  async #toggle() {
    if (this.#run) {
      this.#run.stop();
      return;
    }
    this.#button.textContent = "Stop";
    this.#told.textContent = "Asking …";
    this.#run = this.#wire.long("compare", {}, ({ note }) => (this.#told.textContent = note ?? ""));
    try {
      this.#show((await this.#run.done).compare);
    } catch (error) {
      this.#told.textContent = error.message;
    } finally {
      this.#run = null;
      this.#button.textContent = "Compare";
    }
  }

  #show({ ways, advice, note, machine, simulated }) {
    this.#told.textContent = `${machine}. ${note}`;
    const middles = ways.map((way) => [way, middle(way)]);
    const longest = Math.max(600, ...middles.map(([, one]) => one?.latency_ms ?? 0));
    fill(
      this.#found,
      make(
        "div.cards.ways",
        {},
        middles.map(([way, one]) => card(way, one, longest, simulated)),
      ),
      make(
        "ul.advice",
        {},
        advice.map((sentence) => make("li", {}, sentence)),
      ),
      make("div.scroll", { tabIndex: 0, role: "region", "aria-label": "Each request" }, requests(ways)),
    );
  }
}

function card(way, one, longest, simulated) {
  const computed = simulated.chips[simulated.chip]?.[way.name]?.first_sound_ms;
  const measured = way.p50_ms !== null;
  const figure = measured ? way.p50_ms : computed;
  const words = measured
    ? `Half of its answers begin within that time, 95 % within ${Math.round(way.p95_ms)} ms.`
    : way.why_not;
  return make(
    "article.card",
    { "aria-label": way.title },
    make(
      "h3",
      {},
      way.title,
      make("span.tag", {}, measured ? "measured here" : computed ? `simulated: ${simulated.chip}` : ""),
    ),
    make(
      "p.big",
      {},
      figure === undefined || figure === null ? "–" : String(Math.round(figure)),
      make("small", {}, " ms"),
    ),
    one &&
      make(
        "div.bar",
        { "aria-hidden": "true" },
        one.path.map((span) => block(span, longest)),
      ),
    make("p", {}, words),
    make("p.meta", {}, way.about),
  );
}

function block({ name, start_s, end_s }, longest) {
  const made = make(`i.${STAGE[name] ?? "other"}`);
  made.style.left = `${(100000 * start_s) / longest}%`;
  made.style.width = `${(100000 * (end_s - start_s)) / longest}%`;
  return made;
}

// Its answer whose latency is the middle one.
function middle(way) {
  const ranked = way.answers
    .filter((one) => one.latency_ms !== null && !one.cut_in)
    .toSorted((a, b) => a.latency_ms - b.latency_ms);
  return ranked[Math.floor((ranked.length - 1) / 2)];
}

function requests(ways) {
  const measured = ways.filter((way) => way.answers.length);
  const rows = (measured[0]?.answers ?? []).map((first, place) => {
    const cells = measured
      .map(({ answers }) => answers[place])
      .map((one) =>
        make(
          "td",
          {},
          one?.latency_ms ? `${Math.round(one.latency_ms)} ms` : "–",
          make("br"),
          make("small", {}, one?.said ?? ""),
        ),
      );
    return make("tr", {}, make("th", { scope: "row" }, first.title), cells);
  });
  return make(
    "table",
    {},
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "col" }, "Request"),
        measured.map(({ title }) => make("th", { scope: "col" }, title)),
      ),
    ),
    make("tbody", {}, rows),
  );
}
