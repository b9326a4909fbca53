// Where did the time go, turn by turn? Bars that grow while it happens, from the last loud sample of the person to the first of the answer.
//
// The page measures this itself, at the person's own ends: microphone and loudspeaker of this browser. Marks are in ms of
// `performance.now()`: quiet (the person's last loud sample), over (the turn was taken to be over), known (its words),
// begun (the answer's first words), sound (its first sound is here), heard (it left the loudspeaker).

import { fill, find, make } from "./dom.js";

const STAGES = [
  ["silence", "over", "waiting whether you go on"],
  ["hear", "known", "what was said?"],
  ["think", "begun", "what to answer"],
  ["say", "sound", "first sound of the voice"],
  ["play", "heard", "out of the loudspeaker"],
];
const KEPT = 30;
const LEAST_MS = 600; // the axis is at least so long
const SEEN_MS = 0.5; // what is shorter is not named

export class TurnList {
  #turns = [];
  #now = null;
  #frame = 0;

  constructor() {
    const key = STAGES.map(([name, , about]) => make("li", {}, make(`i.${name}`), `${name}: ${about}`));
    fill(find("key"), key);
    this.budget_ms = 0;
  }

  // The person was silent from `quiet` on, and that was a turn. Typed: from the moment it was sent.
  begin(quiet, typed = false) {
    this.#now = { quiet, typed, words: "", answer: "", element: make("li") };
    this.#turns.unshift(this.#now);
    find("turns").prepend(this.#now.element);
    for (const old of this.#turns.splice(KEPT)) old.element.remove();
    this.mark("over");
    if (typed) this.mark("known");
    this.#live();
  }

  mark(name, at = performance.now()) {
    if (this.#now) this.#now[name] ??= at;
  }

  said(words) {
    if (this.#now) this.#now.words = words;
  }

  answered(answer) {
    const turn = this.#now;
    if (!turn) return;
    turn.answer = answer;
    if (turn.heard !== undefined) this.#end();
  }

  // No answer, or no sound of it.
  end(why = "") {
    if (this.#now) this.#now.why = why;
    this.#end();
  }

  // The first sound of the answer left the loudspeaker then.
  heard(at) {
    if (!this.#now || this.#now.heard !== undefined) return;
    this.mark("heard", at);
    if (this.#now.answer) this.#end();
    else this.#draw();
  }

  // The newest turn as the server has it: its work inside, hop by hop.
  traced(trace) {
    const turn = this.#turns.find(({ words }) => words === trace.heard) ?? this.#turns[0];
    if (!turn) return;
    turn.hops = hops(trace);
    this.#draw();
  }

  cut(answer) {
    const turn = this.#now ?? this.#turns[0];
    if (turn) Object.assign(turn, { answer, interrupted: true });
    this.#end();
    this.#draw();
  }

  #end() {
    this.#now = null;
    cancelAnimationFrame(this.#frame);
    this.#draw();
  }

  #live() {
    this.#draw();
    if (this.#now && this.#now.heard === undefined) this.#frame = requestAnimationFrame(() => this.#live());
  }

  #draw() {
    const longest = Math.max(LEAST_MS, ...this.#turns.map((turn) => late(turn) ?? 0));
    for (const turn of this.#turns) this.#show(turn, 100 * Math.ceil(longest / 100));
  }

  #show(turn, scale_ms) {
    const spans = parts(turn, turn === this.#now ? performance.now() : undefined);
    const shown = `${scale_ms} ${turn.words} ${turn.answer} ${turn.why} ${turn.interrupted} ${Boolean(turn.hops)} ${spans.map(({ end }) => end).join()}`;
    if (turn.shown === shown) return;
    turn.shown = shown;
    const all = late(turn);
    const figure = all === undefined ? (turn.why ?? "") : `${Math.round(all)} ms`;
    const over = this.budget_ms && all > this.budget_ms && ` · over the budget of ${this.budget_ms} ms`;
    const stages = spans.filter(({ start, end }) => end - start >= SEEN_MS);
    fill(
      turn.element,
      make(
        "div.head",
        {},
        make("span.who", {}, turn.words || (turn === this.#now ? "…" : "not understood")),
        make("span.late", {}, figure),
      ),
      make(
        "div.bar",
        { "aria-hidden": "true" },
        stages.map((span) => block(span, scale_ms)),
        this.#budget(scale_ms),
      ),
      make(
        "p.stages",
        {},
        stages.map(({ name, start, end }) => `${name} ${Math.round(end - start)}`).join(" · "),
        over,
      ),
      turn.answer && make("p.answer", {}, turn.answer, turn.interrupted && " (interrupted)"),
      turn.hops,
    );
  }

  #budget(scale_ms) {
    if (!this.budget_ms || this.budget_ms > scale_ms) return null;
    const mark = make("u");
    mark.style.left = `${(100 * this.budget_ms) / scale_ms}%`;
    return mark;
  }
}

// The stages that a turn has come through, in ms from the last word on; with `now` the one that is under way, too.
function parts(turn, now) {
  const found = [];
  let start = turn.quiet;
  for (const [name, mark] of STAGES) {
    const end = turn[mark] ?? now;
    if (end === undefined) break;
    found.push({ name, start: start - turn.quiet, end: Math.max(start, end) - turn.quiet });
    start = Math.max(start, end);
    if (turn[mark] === undefined) break;
  }
  return turn.typed ? found.filter(({ name }) => name !== "silence" && name !== "hear") : found;
}

// Every hop of a turn inside of the server, in ms from the person's last word there.
function hops({ spans, decisions, speech_end_s, intent }) {
  const since = (at_s) => Math.round(1000 * (at_s - speech_end_s));
  const moments = [
    ...spans.map(({ name, start_s, end_s }) => [since(start_s), `${since(end_s) - since(start_s)}`, name]),
    ...decisions.map(({ at_s, text }) => [since(at_s), "", text]),
  ].toSorted(([one], [other]) => one - other);
  const rows = moments.map(([at, took, name]) =>
    make("tr", {}, make("td", {}, String(at)), make("td", {}, took), make("td", {}, name)),
  );
  const heads = ["at ms", "took ms", intent ? `what (${intent})` : "what"].map((name) =>
    make("th", { scope: "col" }, name),
  );
  return make(
    "details.hops",
    {},
    make("summary", {}, "Every hop in the server"),
    make("table", {}, make("thead", {}, make("tr", {}, heads)), make("tbody", {}, rows)),
  );
}

const late = (turn) => (turn.heard === undefined ? undefined : turn.heard - turn.quiet);

function block({ name, start, end }, scale_ms) {
  const made = make(`i.${name}`);
  made.style.left = `${Math.min(100, (100 * start) / scale_ms)}%`;
  made.style.width = `${Math.min(100, (100 * (end - start)) / scale_ms)}%`;
  return made;
}
