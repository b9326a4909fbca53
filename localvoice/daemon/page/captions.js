// What is read while one listens? The person's words as they come, then the answer's, each marked while it is being said.
//
// Beside what is seen there is a quiet list for screen readers, which gets whole sentences: word by word nobody could listen.

import { find, make } from "./dom.js";

const SENTENCE = /[^.!?…]+[.!?…]+["”’)]*\s*|[^.!?…]+$/gu;
const KEPT = 12; // sentences in the quiet list
const FADE = 32; // pixels at the foot of the captions that are hardly seen

export class Captions {
  #heard = find("heard");
  #said = find("said");
  #spoken = find("spoken");
  #around = find("captions");
  #item = "";
  #words = []; // {span, at_ms}
  #now = null;

  // The person begins: what was answered before stays until there is something new.
  speaks(text) {
    this.#heard.classList.add("live");
    this.#heard.textContent = text || "…";
  }

  heard(text) {
    this.#heard.classList.remove("live");
    this.#heard.textContent = text ? `“${text}”` : "I did not catch that.";
    if (text) this.#tell(`You: ${text}`);
  }

  // What was answered before is not the answer to this.
  fade() {
    this.#item = "";
    this.#words = [];
    this.#now = null;
    this.#said.classList.add("before");
  }

  clear() {
    this.#said.classList.remove("before");
    this.#said.replaceChildren();
    this.#item = "";
    this.#words = [];
    this.#now = null;
  }

  // More of an answer's text; it will be said at that time of its sound.
  word(item, text, at_ms) {
    if (item !== this.#item) {
      this.clear();
      this.#item = item;
    }
    const parts = text.match(/\s*\S+\s*/gu) ?? [];
    for (const part of parts) {
      const span = make("span", {}, part.trim());
      this.#said.append(
        ...(this.#words.length && /^\s/.test(part) ? [" "] : []),
        span,
        ...(/\s$/.test(part) ? [" "] : []),
      );
      this.#words.push({ span, at_ms });
    }
  }

  // So much of its sound was heard.
  played(item, heard_ms) {
    if (item !== this.#item) return;
    const next = this.#words.findIndex(({ at_ms }) => at_ms > heard_ms);
    const now = next === -1 ? this.#words.length - 1 : next - 1;
    this.#words.forEach(({ span }, place) => span.classList.toggle("told", place <= now));
    this.#mark(this.#words[now]?.span ?? null);
  }

  // All of it was said, or nobody says it.
  whole(item) {
    if (item !== this.#item) return;
    this.#words.forEach(({ span }) => span.classList.add("told"));
    this.#mark(null);
    this.#tell(this.text);
  }

  // It was interrupted there.
  cut(item, heard_ms) {
    if (item !== this.#item) return;
    this.#mark(null);
    for (const { span, at_ms } of this.#words) {
      span.classList.toggle("told", at_ms <= heard_ms);
      span.classList.toggle("cut", at_ms > heard_ms);
    }
    this.#tell(`${this.heardText} (interrupted)`);
  }

  // Of the answer, so far as it was said.
  get heardText() {
    return this.#words
      .filter(({ span }) => !span.classList.contains("cut"))
      .map(({ span }) => span.textContent)
      .join(" ");
  }

  get text() {
    return this.#words.map(({ span }) => span.textContent).join(" ");
  }

  #mark(span) {
    if (span === this.#now) return;
    this.#now?.classList.remove("now");
    this.#now = span;
    if (!span) return;
    span.classList.add("now");
    const bottom = span.offsetTop + span.offsetHeight - this.#around.offsetTop;
    if (bottom > this.#around.scrollTop + this.#around.clientHeight - FADE)
      this.#around.scrollTop = bottom - this.#around.clientHeight / 2;
  }

  #tell(text) {
    for (const sentence of text.match(SENTENCE) ?? []) this.#spoken.append(make("p", {}, sentence.trim()));
    while (this.#spoken.children.length > KEPT) this.#spoken.firstChild.remove();
  }
}
