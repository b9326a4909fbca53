// What happens when the page opens? The key is taken, the wire is connected, and the room that the address names is shown.

import { find } from "./dom.js";
import { History } from "./history.js";
import { forget, token } from "./key.js";
import { Memory } from "./memory.js";
import { Models } from "./models.js";
import { Settings } from "./settings.js";
import { Talk } from "./talk.js";
import { Waiting } from "./waiting.js";
import { Who } from "./who.js";
import { Wire } from "./wire.js";

const ROOMS = ["talk", "history", "memory", "models", "settings"];
const TITLES = { talk: "Talk", history: "History", memory: "Memory", models: "Models", settings: "Settings" };

function open(rooms, first = false) {
  const wanted = location.hash.slice(1);
  const name = ROOMS.includes(wanted) ? wanted : "talk";
  for (const room of ROOMS) {
    find(room).hidden = room !== name;
    const link = document.querySelector(`nav a[data-room="${room}"]`);
    if (room === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = name === "talk" ? "localvoice" : `${TITLES[name]} · localvoice`;
  rooms[name]?.show();
  if (!first) {
    find("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function linked(is) {
  const link = find("link");
  link.textContent = is ? "On this machine only" : "localvoice is not there";
  link.classList.toggle("lost", !is);
}

function begin(key) {
  const wire = new Wire(key, linked, () => lock("The key of this page is no longer good"));
  const talk = new Talk(key);
  const rooms = {
    talk: new Who(wire, talk),
    history: new History(wire, talk),
    memory: new Memory(wire),
    models: new Models(wire),
    settings: new Settings(wire),
  };
  new Waiting(wire);
  addEventListener("hashchange", () => open(rooms));
  open(rooms, true);
  rooms.talk.show();
}

function lock(title) {
  forget();
  for (const room of [...ROOMS, "waiting"]) find(room).hidden = true;
  document.querySelector("nav").hidden = true;
  find("locked").hidden = false;
  if (title) find("locked-h").textContent = title;
  find("link").textContent = "Locked";
}

const key = token();
if (key) begin(key);
else lock();
