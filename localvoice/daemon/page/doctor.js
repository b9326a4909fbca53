// Is this machine ready? The checks of `localvoice doctor`, and how each profile would do here.

import { fill, make } from "./dom.js";

export class Doctor {
  #wire;
  #told = make("p.note", { role: "status" });
  #found = make("div.pair");
  #button = make("button", { type: "button", onclick: () => this.#look() }, "Look at this machine");

  constructor(wire) {
    this.#wire = wire;
    this.element = make(
      "section.part",
      { "aria-labelledby": "doctor-h" },
      make("div.head-row", {}, make("h2", { id: "doctor-h" }, "Is this machine ready?"), this.#button),
      this.#told,
      this.#found,
    );
  }

  async #look() {
    this.#button.disabled = true;
    this.#told.textContent = "Looking …";
    try {
      const { doctor } = await this.#wire.long("doctor", {}, ({ note }) => (this.#told.textContent = note ?? "")).done;
      this.#show(doctor);
    } catch (error) {
      this.#told.textContent = error.message;
    } finally {
      this.#button.disabled = false;
    }
  }

  #show({ ready, checks, machine, profiles, suits, default: now, predicted }) {
    const { system, chip, cores, memory_gb } = machine;
    this.#told.textContent = `${ready ? "Ready." : "Not everything is ready."} ${system}, ${chip || "unknown chip"}, ${cores} cores, ${memory_gb} GB`;
    const rows = profiles.map((one) => row(one, one.profile === suits));
    fill(
      this.#found,
      make(
        "ul.checks",
        {},
        checks.map(({ name, ok, found }) =>
          make(
            ok ? "li" : "li.no",
            {},
            make("span.how", { "aria-label": ok ? "ready" : "not ready" }, ok ? "✓" : "✕"),
            make("span", {}, make("b", {}, name), `: ${found}`),
          ),
        ),
      ),
      make(
        "p",
        {},
        make("b", {}, suits),
        " suits this machine best; ",
        make("b", {}, now),
        " can run now. ",
        make("small", {}, predicted),
      ),
      make(
        "div.scroll",
        { tabIndex: 0, role: "region", "aria-label": "Profiles on this machine" },
        make(
          "table",
          {},
          make(
            "thead",
            {},
            make(
              "tr",
              {},
              ["Profile", "Memory", "Fits", "First sound", ""].map((name) =>
                make("th", { scope: "col" }, name || make("span.unseen", {}, "Note")),
              ),
            ),
          ),
          make("tbody", {}, rows),
        ),
      ),
    );
  }
}

function row({ profile, peak_gb, memory, first_sound_ms, frame_ms, cannot_run_yet, pulled }, best) {
  const note = [
    best && "best here",
    cannot_run_yet.length > 0 && `needs ${cannot_run_yet.join(", ")}`,
    !pulled && "not fetched",
  ];
  const sound = first_sound_ms ? `${first_sound_ms} ms` : frame_ms ? `${frame_ms} ms a frame` : "–";
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, profile),
    [peak_gb ? `${peak_gb.toFixed(2)} GB` : "–", memory, sound, note.filter(Boolean).join(", ")].map((cell) =>
      make("td", {}, cell),
    ),
  );
}
