// Which models are there, and which fit this machine? Profiles to choose from, weights to fetch with a bar, doctor, comparison.

import { Compare } from "./compare.js";
import { Doctor } from "./doctor.js";
import { fill, find, make, megabytes, sure } from "./dom.js";
import { restarting } from "./restart.js";

export class Models {
  #wire;
  #told = make("p.note", { role: "status" });
  #profiles = make("div.cards");
  #models = make("ul.list");
  #pulls = new Map(); // name → {element, stop}
  #found = null;
  #doctor;

  constructor(wire) {
    this.#wire = wire;
    this.#doctor = new Doctor(wire);
    const compare = new Compare(wire);
    fill(
      find("models"),
      make(
        "div",
        {},
        make("h1", { id: "models-h" }, "Models"),
        make(
          "p.note",
          {},
          "Everything runs on this machine. What is fetched once is checked, and then needs no network.",
        ),
      ),
      this.#told,
      make(
        "section.part",
        { "aria-labelledby": "profiles-h" },
        make("h2", { id: "profiles-h" }, "Profiles"),
        this.#profiles,
      ),
      this.#doctor.element,
      compare.element,
      make(
        "section.part",
        { "aria-labelledby": "weights-h" },
        make("h2", { id: "weights-h" }, "Weights"),
        this.#models,
      ),
    );
  }

  async show() {
    try {
      this.#found = await this.#wire.ask("models");
      this.#show();
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  #show() {
    const { profiles, models, chosen, free_bytes } = this.#found;
    const states = new Map(models.map(({ name, state }) => [name, state]));
    fill(
      this.#profiles,
      profiles.map((one) => this.#profile(one, one.name === chosen, states)),
    );
    fill(
      this.#models,
      models.map((one) => this.#model(one)),
    );
    this.#told.textContent = `${megabytes(free_bytes)} free on the disk`;
  }

  #profile({ name, about, models }, chosen, states) {
    const missing = models.filter((one) => states.has(one) && states.get(one) !== "there");
    const acts = [];
    if (chosen) acts.push(make("span.tag", {}, "in use"));
    if (missing.length) acts.push(this.#fetch(name));
    else if (!chosen)
      acts.push(
        make("button", { type: "button", onclick: () => this.#choose(name), "aria-label": `Use ${name}` }, "Use"),
      );
    return make(
      chosen ? "article.card.chosen" : "article.card",
      { "aria-label": `Profile ${name}` },
      make("h3", {}, name),
      make("p", {}, about),
      models.length > 0 && make("p.meta", {}, models.join(", ")),
      make("div.acts", {}, acts),
    );
  }

  #model(one) {
    const { name, roles, languages, state, disk_bytes, memory_gb, origin, licence } = one;
    const facts = [
      roles.join(", "),
      languages.join(" "),
      disk_bytes ? `${megabytes(disk_bytes)} on disk` : "",
      memory_gb ? `${memory_gb.toFixed(1)} GB when loaded` : "",
      licence ?? "licence not stated",
      origin,
    ];
    const remove = sure("Remove", "Remove it?", () => this.#remove(name));
    remove.setAttribute("aria-description", name);
    return make(
      "li",
      {},
      make(
        "div",
        {},
        make("p.asked", {}, name, " ", make("span.tag", {}, state)),
        make("p.meta", {}, facts.filter(Boolean).join(" · ")),
      ),
      make("div.acts", {}, state === "there" ? remove : this.#fetch(name)),
    );
  }

  // A button, or the bar of what is being fetched.
  #fetch(name) {
    const running = this.#pulls.get(name);
    if (running) return running.element;
    return make("button", { type: "button", "aria-label": `Fetch ${name}`, onclick: () => this.#pull(name) }, "Fetch");
  }

  async #pull(name) {
    const bar = make("progress", { max: 1, "aria-label": `Fetching ${name}` });
    const words = make("p.meta", { role: "status" }, "asking what there is …");
    const pull = this.#wire.long("pull", { name }, (told) => step(told, bar, words));
    const stop = make(
      "button.quiet",
      { type: "button", onclick: pull.stop, "aria-label": `Stop fetching ${name}` },
      "Stop",
    );
    this.#pulls.set(name, { element: make("div.pulling", {}, bar, words, stop), stop: pull.stop });
    this.#show();
    stop.focus();
    try {
      await pull.done;
      this.#pulls.delete(name);
      await this.show();
      this.#told.textContent = `${name} is here.`;
    } catch (error) {
      this.#pulls.delete(name);
      await this.show();
      this.#told.textContent = error.message;
    }
  }

  async #choose(profile) {
    try {
      const { restart } = await this.#wire.ask("settings set", { values: { profile } });
      await this.show();
      fill(
        this.#told,
        `${profile} is used ${restart.length ? "from the next start on. " : "from now on."}`,
        restart.length > 0 && restarting(this.#wire),
      );
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  async #remove(name) {
    try {
      const { freed_bytes } = await this.#wire.ask("remove", { name });
      await this.show();
      this.#told.textContent = `${name} is removed, ${megabytes(freed_bytes)} are free again.`;
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }
}

function step({ model, done_bytes, all_bytes, left_s, note }, bar, words) {
  if (note) {
    words.textContent = note;
    return;
  }
  bar.value = done_bytes / Math.max(1, all_bytes);
  const left =
    left_s === null || left_s === undefined
      ? ""
      : left_s > 90
        ? `, ${Math.round(left_s / 60)} min left`
        : `, ${Math.round(left_s)} s left`;
  words.textContent = `${model}: ${megabytes(done_bytes)} of ${megabytes(all_bytes)}${left}`;
}
