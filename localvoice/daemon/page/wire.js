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
  #back = () => {};

  // `linked` gets true and false as the connection comes and goes; `refused` is called when the key is not this server's.
  constructor(key, linked, refused) {
    this.#key = key;
    this.linked = linked;
    this.refused = refused;
    this.#connect();
  }

  // A command's answer. Rejects with the sentence that says why not.
  ask(verb, values = {}) {
    return new Promise((resolve, reject) => {
      const id = (this.#number += 1);
      this.#asked.set(id, { resolve, reject, line: JSON.stringify({ ...values, verb, id }) });
      if (this.#open?.readyState === WebSocket.OPEN) this.#open.send(this.#asked.get(id).line);
    });
  }

  // Resolves when the connection has gone and come again.
  back() {
    return new Promise((resolve) => (this.#back = resolve));
  }

  // `told` gets each event of this kind that happens from now on.
  on(kind, told) {
    this.#watchers.set(kind, [...(this.#watchers.get(kind) ?? []), told]);
  }

  // A command that takes minutes, on a connection of its own: a promise of its answer, and how to end it.
  long(verb, values, progress) {
    const own = socket("/v1/control", this.#key);
    const done = new Promise((resolve, reject) => {
      own.addEventListener("open", () => own.send(JSON.stringify({ ...values, verb, id: verb })));
      own.addEventListener("close", () => reject(new Error("It was ended before it was done.")));
      own.addEventListener("message", ({ data }) => {
        for (const told of data
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line))) {
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
      this.#back();
      this.linked(true);
      for (const { line } of this.#asked.values()) open.send(line);
      this.ask(WATCH).catch(() => {});
    });
    open.addEventListener("message", ({ data }) =>
      data
        .split("\n")
        .filter(Boolean)
        .forEach((line) => this.#hear(line)),
    );
    open.addEventListener("close", () => {
      for (const [id, { line }] of this.#asked) if (line.includes(`"verb":"${WATCH}"`)) this.#asked.delete(id);
      this.linked(false);
      if (this.#failed === 0) this.#wrong();
      setTimeout(() => this.#connect(), AGAIN_MS[Math.min(this.#failed, AGAIN_MS.length - 1)]);
      this.#failed += 1;
    });
  }

  // A browser does not say why a websocket was refused: is the server there, and it was the key?
  async #wrong() {
    try {
      const there = await fetch("/healthz", { cache: "no-store" });
      setTimeout(() => there.ok && this.#open.readyState !== WebSocket.OPEN && this.refused(), 2 * AGAIN_MS[0]);
    } catch {
      // it is not there, which `linked` has said
    }
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
