// How is it set? Every setting with what it means; written back to the person's own file, whose comments stay.

import { fill, find, make } from "./dom.js";
import { restarting } from "./restart.js";

// What belongs together for a person; what is in none of these comes last.
const GROUPS = {
  "Who answers": ["persona", "voice", "language", "tone", "patience", "budget_ms", "end_word"],
  Sound: ["mic", "speaker", "aec", "bluetooth_mic"],
  "When it listens": ["listen", "wake_word", "follow_up_s", "idle_free_min"],
  "What it may know": ["documents"],
  Models: ["profile", "recogniser", "lm", "voice_model"],
  "Other programs": ["host", "port", "wyoming_port", "zeroconf"],
};
const REST = "More";
const INSIDE = "."; // between a table's name and a key of it
const ABOUT = {
  // of settings that no command takes, and so nobody has described
  patience: "1: as it comes. More: it waits longer before it takes your turn to be over; less: it answers sooner.",
  documents: "A folder of yours whose documents it may look in: txt, md, pdf, html. Empty: none.",
};
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
      this.#table = flat(table);
      this.#written = values({ ...settings, ...written }, this.#table);
      this.#told.textContent = `Kept in ${file}; your comments there stay. Lists, such as servers of tools, are written there by hand.`;
      this.#show(typed);
    } catch (error) {
      this.#told.textContent = error.message;
    }
  }

  #show(typed) {
    this.#fields.clear();
    const groups = grouped(this.#table);
    const parts = groups.map(([name, every]) =>
      make(
        "fieldset.fields",
        {},
        make("legend", {}, name),
        every.map((one) => this.#field(one, typed)),
      ),
    );
    const save = make("button.main", { type: "submit" }, "Save");
    const back = make("button.quiet", { type: "button", onclick: () => this.#show(typed) }, "Put back");
    this.bar = make("div.save", { hidden: true }, make("p", { role: "status", id: "settings-told" }, ""), back, save);
    fill(this.#form, parts, this.bar);
  }

  #field(one, typed) {
    const { name, kind, about } = one;
    const id = `set-${name.replace(INSIDE, "-")}`;
    const about_id = `${id}-about`;
    const value = this.#written[name];
    const wrong = make("p.wrong", { id: `${id}-wrong`, role: "alert" });
    const control = make_control(one, { id, "aria-describedby": about_id }, value);
    const notes = [
      about || ABOUT[name],
      name in typed && `The command that started it said “${typed[name]}”, which counts until then.`,
    ];
    const row = make(
      "div.field",
      {},
      make("label", { htmlFor: id }, title(name)),
      make("p.about", { id: about_id }, notes.filter(Boolean).join(" ")),
      make("div.value", {}, control),
      wrong,
    );
    this.#fields.set(name, { row, wrong, control, read: () => read(kind, control) });
    return row;
  }

  #changes() {
    const changed = {};
    for (const [name, { read }] of this.#fields)
      if ((read() ?? "") !== (this.#written[name] ?? "")) changed[name] = read();
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
      const { restart } = await this.#wire.ask("settings set", { values: whole(values, this.#written) });
      Object.assign(this.#written, values);
      this.#look();
      fill(
        this.#told,
        "Saved. ",
        restart.length > 0 && `${restart.map(title).join("; ")}: from the next start on. `,
        restart.length > 0 && restarting(this.#wire),
      );
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

// Keys inside of tables stand beside the others, "sampling.top_p"; lists are left out.
function flat(table) {
  const inner = (one) =>
    one.inside.map((key) => ({
      ...key,
      name: `${one.name}${INSIDE}${key.name}`,
      about: key.about || "Empty: as the model's maker says.",
    }));
  return table
    .filter(({ fixed }) => !fixed) // those are written by hand
    .flatMap((one) => (one.inside ? inner(one) : [one]))
    .filter(({ kind }) => kind !== "list" && kind !== "table");
}

function values(given, table) {
  const value = (name) => name.split(INSIDE).reduce((inside, key) => inside?.[key], given);
  return Object.fromEntries(table.map(({ name }) => [name, value(name) ?? null]));
}

// Of a table all its keys, the changed ones and the others.
function whole(changed, written) {
  const made = {};
  for (const [name, value] of Object.entries(changed)) {
    const [outer, key] = name.split(INSIDE);
    if (!key) made[name] = value;
    else {
      const others = Object.entries({ ...written, ...changed }).filter(([one]) => one.startsWith(outer + INSIDE));
      made[outer] = Object.fromEntries(others.map(([one, kept]) => [one.slice(outer.length + 1), kept]));
    }
  }
  return made;
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
  const words = name.split(/[_.]/);
  const unit = words.length > 1 ? UNITS[words.at(-1)] : undefined;
  const text = (unit ? words.slice(0, -1) : words).join(" ");
  return `${text[0].toUpperCase()}${text.slice(1)}${unit ? `, ${unit}` : ""}`;
}

function make_control({ kind, choices, min, max, whole, default: usual }, given, value) {
  if (kind === "bool") return make("input", { ...given, type: "checkbox", checked: value });
  if (kind === "choice" || choices?.length) {
    const all = choices.includes(value) ? choices : [value ?? "", ...choices];
    const select = make(
      "select",
      given,
      all.map((one) => make("option", { value: one }, one || "not set")),
    );
    select.value = value;
    return select;
  }
  if (kind === "text")
    return make("input", {
      ...given,
      type: "text",
      value: value ?? "",
      placeholder: usual || "not set",
      autocomplete: "off",
      spellcheck: false,
    });
  return make("input", {
    ...given,
    type: "number",
    value: value ?? "",
    placeholder: "not set",
    min,
    max,
    step: whole ? 1 : "any",
  });
}

function read(kind, control) {
  if (kind === "bool") return control.checked;
  if (kind === "text" || kind === "choice") return control.value;
  return control.value.trim() === "" ? null : Number(control.value);
}
