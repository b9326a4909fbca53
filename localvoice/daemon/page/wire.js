// How does the page command the process that is always there? Commands and answers on one websocket, matched by their ids.

import { socket } from "./key.js";

const AGAIN_MS = [500, 1000, 2000, 5000];
const WATCH = "watch";

export class Wire {
  #key;
  #open = null;
  #asked = new Map();
  #watchers = new Map();
  #number = 0;
  #failed = 0;

  // `linked` gets true and false as the connection comes and goes.
  constructor(key, linked) {
    this.#key = key;
    this.linked = linked;
    this.#connect();
  }

  // A command's answer. Rejects with the sentence that says why not.
  ask(verb, values = {}) {
    return new Promise((resolve, reject) => {
      const id = (this.#number += 1);
      this.#asked.set(id, { resolve, reject, line: JSON.stringify({ verb, id, ...values }) });
      if (this.#open?.readyState === WebSocket.OPEN) this.#open.send(this.#asked.get(id).line);
    });
  }

  // `told` gets each event of this kind that happens from now on.
  on(kind, told) {
    this.#watchers.set(kind, [...(this.#watchers.get(kind) ?? []), told]);
  }

  // A command that takes minutes, on a connection of its own: a promise of its answer, and how to end it.
  long(verb, values, progress) {
    const own = socket("/v1/control", this.#key);
    const done = new Promise((resolve, reject) => {
      own.addEventListener("open", () => own.send(JSON.stringify({ verb, id: verb, ...values })));
      own.addEventListener("close", () => reject(new Error("It was ended before it was done.")));
      own.addEventListener("message", ({ data }) => {
        for (const told of data.split("\n").filter(Boolean).map((line) => JSON.parse(line))) {
          if (told.progress) progress(told.progress);
          else if (told.ok) resolve(told);
          else if (told.ok === false) reject(new Error(told.error));
        }
      });
    });
    return { done: done.finally(() => own.close()), stop: () => own.close() };
  }

  #connect() {
    const open = (this.#open = socket("/v1/control", this.#key));
    open.addEventListener("open", () => {
      this.#failed = 0;
      this.linked(true);
      for (const { line } of this.#asked.values()) open.send(line);
      this.ask(WATCH).catch(() => {});
    });
    open.addEventListener("message", ({ data }) => data.split("\n").filter(Boolean).forEach((line) => this.#hear(line)));
    open.addEventListener("close", () => {
      for (const [id, { line }] of this.#asked) if (line.includes(`"verb":"${WATCH}"`)) this.#asked.delete(id);
      this.linked(false);
      setTimeout(() => this.#connect(), AGAIN_MS[Math.min(this.#failed, AGAIN_MS.length - 1)]);
      this.#failed += 1;
    });
  }

  #hear(line) {
    const told = JSON.parse(line);
    const asked = this.#asked.get(told.id);
    if (!("ok" in told)) {
      for (const each of this.#watchers.get(told.kind) ?? []) each(told);
      return;
    }
    this.#asked.delete(told.id);
    if (told.ok) asked?.resolve(told);
    else asked?.reject(new Error(told.error));
  }
}
