// What happens when the page opens? The key is taken, the wire is connected, and the room that the address names is shown.

import { find, make } from "./dom.js";
import { History } from "./history.js";
import { token } from "./key.js";
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
  const wire = new Wire(key, linked);
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

const key = token();
if (key) {
  begin(key);
} else {
  for (const room of [...ROOMS, "waiting"]) find(room).hidden = true;
  document.querySelector("nav").hidden = true;
  find("locked").hidden = false;
  find("link").replaceChildren(make("span", {}, "locked"));
}
