// How is a part of the page made? One function for elements, and a few words about times and sizes. Text stays text, never markup.

export const find = (id) => document.getElementById(id);

// make("p.note", { id: "x", onclick: f, "aria-label": "…" }, "text", child, [more children])
export function make(kind, given = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  made.classList.add(...classes);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && !name.startsWith("aria")) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat().filter((child) => child !== undefined && child !== null && child !== false),
  );
}

// A button that asks once more before it does what cannot be undone.
export function sure(words, again, act) {
  const button = make("button.quiet", { type: "button" }, words);
  const calm = () => {
    button.textContent = words;
    button.className = "quiet";
  };
  button.addEventListener("blur", calm);
  button.addEventListener("keydown", (event) => event.key === "Escape" && calm());
  button.addEventListener("click", async () => {
    if (button.className === "quiet") {
      button.textContent = again;
      button.className = "sure";
      return;
    }
    calm();
    button.disabled = true;
    try {
      await act();
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

// A text whose parts that were searched for stand out.
export function marked(text, query) {
  const wanted = query
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!wanted.length) return [text];
  const parts = text.split(new RegExp(`(${wanted.join("|")})`, "giu"));
  return parts.map((part, place) => (place % 2 ? make("mark", {}, part) : part));
}

export function after(wait_ms, act) {
  let waits = 0;
  return (...given) => {
    clearTimeout(waits);
    waits = setTimeout(() => act(...given), wait_ms);
  };
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

export const day = (at) => DAY.format(new Date(at));
export const today = (at) => new Date(at).toDateString() === new Date().toDateString();
export const moment = (at) => (today(at) ? clock(at) : MOMENT.format(new Date(at)));
export const clock = (at) => CLOCK.format(new Date(at));
export const megabytes = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`);
export const plain = (name) => name.replaceAll("_", " ");
