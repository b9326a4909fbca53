// How is it set? Every setting with what it means; written back to the person's own file, whose comments stay.

import { fill, find, make, plain } from "./dom.js";

// What belongs together for a person; what is in none of these comes last.
const GROUPS = {
  "Who answers": ["persona", "voice", "language", "tone", "patience", "budget_ms", "end_word"],
  "Sound": ["mic", "speaker", "aec", "bluetooth_mic"],
  "When it listens": ["listen", "wake_word", "follow_up_s", "idle_free_min"],
  "Models": ["profile", "recogniser", "lm", "voice_model"],
  "Other programs": ["host", "port", "wyoming_port", "zeroconf"],
};
const REST = "More";
const UNITS = { ms: "ms", s: "seconds", min: "minutes" };

export class Settings {
  #wire;
  #form = make("form.part", { noValidate: true });
  #told = make("p.note", { role: "status" });
  #table = [];
  #written = {};
  #fields = new Map(); // name → {read, row, wrong}

  constructor(wire) {
    this.#wire = wire;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.#form.addEventListener("input", () => this.#look());
    fill(find("settings"), make("div", {}, make("h1", { id: "settings-h" }, "Settings"), this.#told), this.#form);
  }

  async show() {
    if (Object.keys(this.#changes()).length) return; // half-made changes stay as one looks into another room
    try {
      const { table, settings, typed, written, file } = await this.#wire.ask("settings");
      this.#table = table;
      this.#written = { ...settings, ...written };
      this.#told.textContent = `Kept in ${file}; what you wrote beside them there stays.`;
      this.#show(typed);
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  #show(typed) {
    this.#fields.clear();
    const groups = grouped(this.#table.filter(({ kind }) => kind !== "table" && kind !== "list"));
    const parts = groups.map(([name, every]) => make("fieldset.fields", {}, make("legend", {}, name), every.map((one) => this.#field(one, typed))));
    const save = make("button.main", { type: "submit" }, "Save");
    const back = make("button.quiet", { type: "button", onclick: () => this.#show(typed) }, "Put back");
    this.bar = make("div.save", { hidden: true }, make("p", { role: "status", id: "settings-told" }, ""), back, save);
    fill(this.#form, parts, this.bar);
  }

  #field(one, typed) {
    const { name, kind, about } = one;
    const id = `set-${name}`;
    const about_id = `${id}-about`;
    const value = this.#written[name];
    const wrong = make("p.wrong", { id: `${id}-wrong`, role: "alert" });
    const control = make_control(one, { id, "aria-describedby": about_id }, value);
    const notes = [about, name in typed && `The command that started it said “${typed[name]}”, which counts until then.`];
    const row = make("div.field", {}, make("label", { htmlFor: id }, title(name)), make("p.about", { id: about_id }, notes.filter(Boolean).join(" ")), make("div.value", {}, control), wrong);
    this.#fields.set(name, { row, wrong, control, read: () => read(kind, control) });
    return row;
  }

  #changes() {
    const changed = {};
    for (const [name, { read }] of this.#fields) if (read() !== this.#written[name]) changed[name] = read();
    return changed;
  }

  #look() {
    const changed = this.#changes();
    const count = Object.keys(changed).length;
    for (const [name, { row }] of this.#fields) row.classList.toggle("changed", name in changed);
    this.bar.hidden = !count;
    find("settings-told").textContent = `${count} changed`;
  }

  async #save() {
    const values = this.#changes();
    for (const { wrong, control } of this.#fields.values()) {
      wrong.textContent = "";
      control.removeAttribute("aria-invalid");
    }
    try {
      const { restart } = await this.#wire.ask("settings set", { values });
      Object.assign(this.#written, values);
      this.#look();
      const later = restart.map(plain).join(", ");
      this.#told.textContent = later ? `Saved. From the next start on (localvoice restart): ${later}.` : "Saved, and in use.";
      this.#told.scrollIntoView({ block: "center" });
    } catch (error) {
      this.#refused(error.message, values);
    }
  }

  // The sentence stands beside the setting that it names, where it names one.
  #refused(sentence, values) {
    const name = Object.keys(values).find((one) => sentence.includes(one)) ?? Object.keys(values)[0];
    const { wrong, control } = this.#fields.get(name);
    wrong.textContent = sentence;
    control.setAttribute("aria-invalid", "true");
    control.focus();
    find("settings-told").textContent = "Not saved.";
  }
}

function grouped(table) {
  const groups = new Map([...Object.keys(GROUPS), REST].map((name) => [name, []]));
  const rank = (name) => Object.values(GROUPS).flat().indexOf(name);
  for (const one of table.toSorted((a, b) => rank(a.name) - rank(b.name))) {
    const group = Object.keys(GROUPS).find((name) => GROUPS[name].includes(one.name)) ?? REST;
    groups.get(group).push(one);
  }
  return [...groups].filter(([, every]) => every.length);
}

// "Budget, ms" of budget_ms.
function title(name) {
  const words = name.split("_");
  const unit = words.length > 1 ? UNITS[words.at(-1)] : undefined;
  const text = (unit ? words.slice(0, -1) : words).join(" ");
  return `${text[0].toUpperCase()}${text.slice(1)}${unit ? `, ${unit}` : ""}`;
}

function make_control({ kind, choices, min, max, whole, default: usual }, given, value) {
  if (kind === "bool") return make("input", { ...given, type: "checkbox", checked: value });
  if (kind === "choice" || choices?.length) {
    const all = choices.includes(value) ? choices : [value, ...choices];
    const select = make("select", given, all.map((one) => make("option", { value: one }, one === "" ? "(as the profile says)" : one)));
    select.value = value;
    return select;
  }
  if (kind === "text") return make("input", { ...given, type: "text", value: value ?? "", placeholder: usual || "not set", autocomplete: "off", spellcheck: false });
  return make("input", { ...given, type: "number", value: String(value), min, max, step: whole ? 1 : "any" });
}

function read(kind, control) {
  if (kind === "bool") return control.checked;
  if (kind === "text" || kind === "choice") return control.value;
  return control.value.trim() === "" ? control.value : Number(control.value);
}
