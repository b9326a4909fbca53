// Who answers, and with which voice? Two choices beside the talk; both are kept in the settings.

import { fill, find, make } from "./dom.js";

export class Who {
  #wire;
  #talk;
  #shown = false;
  #own = ""; // the voice that the profile itself has

  constructor(wire, talk) {
    this.#wire = wire;
    this.#talk = talk;
    find("voice").addEventListener("change", () => this.#voice());
    find("persona").addEventListener("change", () => this.#persona());
  }

  async show() {
    if (this.#shown) return;
    this.#shown = true;
    const [personas, voices, settings] = (
      await Promise.allSettled(["personas", "voices", "settings"].map((verb) => this.#wire.ask(verb)))
    ).map(({ value }) => value);
    find("persona").parentElement.hidden = !personas;
    find("voice").parentElement.hidden = !voices;
    const { written = {}, typed = {} } = settings ?? {};
    const kept = (name, chosen) => (name in typed ? chosen : (written[name] ?? chosen));
    if (personas) {
      const persona = kept("persona", personas.chosen);
      options(
        find("persona"),
        personas.personas.map(({ name }) => [name, name]),
        persona,
      );
      this.#talk.answeredBy(persona);
    }
    if (voices) {
      this.#own = voices.model;
      const voice = kept("voice", voices.chosen);
      options(find("voice"), [["", "the profile's own"], ...voices.voices.map((name) => [name, name])], voice);
      if (voice) this.#talk.speakAs(voice);
    }
    if (settings) this.#talk.budget_ms = settings.settings.budget_ms;
  }

  async #voice() {
    const voice = find("voice").value;
    this.#talk.speakAs(voice || this.#own);
    await this.#keep({ voice });
  }

  async #persona() {
    const persona = find("persona").value;
    await this.#keep({ persona });
    await this.#talk.anew(persona);
  }

  async #keep(values) {
    try {
      await this.#wire.ask("settings set", { values });
    } catch (error) {
      this.#talk.wrong(error.message);
    }
  }
}

function options(select, choices, chosen) {
  fill(
    select,
    choices.map(([value, words]) => make("option", { value }, words)),
  );
  select.value = chosen;
}
