// Who answers, and with which voice? Two choices beside the talk; both are kept in the settings.

import { fill, find, make } from "./dom.js";
import { restarting } from "./restart.js";

export class Who {
  #wire;
  #talk;
  #shown = false;

  constructor(wire, talk) {
    this.#wire = wire;
    this.#talk = talk;
    find("voice").addEventListener("change", () => this.#voice());
    find("persona").addEventListener("change", () => this.#persona());
  }

  async show() {
    if (this.#shown) return;
    this.#shown = true;
    const [personas, voices, settings] = await Promise.allSettled([this.#wire.ask("personas"), this.#wire.ask("voices"), this.#wire.ask("settings")]);
    if (personas.value) options(find("persona"), personas.value.personas.map(({ name }) => [name, name]), personas.value.chosen);
    if (voices.value) {
      const own = voices.value.chosen ? [] : [["", "the profile's own"]];
      options(find("voice"), [...own, ...voices.value.voices.map((name) => [name, name])], voices.value.chosen);
    }
    find("persona").parentElement.hidden = !personas.value;
    find("voice").parentElement.hidden = !voices.value;
    if (settings.value) this.#talk.budget_ms = settings.value.settings.budget_ms;
  }

  async #voice() {
    const voice = find("voice").value;
    this.#talk.speakAs(voice);
    await this.#keep({ voice });
  }

  async #persona() {
    const persona = find("persona").value;
    await this.#keep({ persona });
    fill(find("later"), `${persona} answers from the next start on. `, restarting(this.#wire));
    find("later").hidden = false;
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
  fill(select, choices.map(([value, words]) => make("option", { value }, words)));
  select.value = chosen;
}
