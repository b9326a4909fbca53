// Two things that need a script: hearing the answers, and asking what a stage that takes another time would change.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const STEP_MS = 10, FAR_STEP_MS = 100, MOST_MS = 5000;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const element = (name, kind, text) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };

  // Hearing: one sound at a time; a mark goes through the wait as it is heard.
  const sound = new Audio();
  let button = null, mark = null;
  const stop = () => {
    sound.pause();
    if (button) { button.classList.remove("on"); button.textContent = "Hear"; }
    if (mark) mark.remove();
    button = mark = null;
  };
  const follow = (bar, askedS, scaleMs) => {
    if (!mark) return;
    const ms = 1000 * (sound.currentTime - askedS);
    mark.hidden = ms < 0 || ms > scaleMs;
    mark.style.left = `${Math.min(100, Math.max(0, 100 * ms / scaleMs))}%`;
    requestAnimationFrame(() => follow(bar, askedS, scaleMs));
  };
  const play = (clicked) => {
    const again = clicked === button;
    stop();
    if (again) return;
    const [mp3, askedS] = data.sounds[clicked.dataset.sound];
    button = clicked;
    button.classList.add("on");
    button.textContent = "Stop";
    sound.src = `data:audio/mpeg;base64,${mp3}`;
    const playing = sound.play();
    if (playing) playing.catch(stop);
    const bar = button.closest("li").querySelector(".bar");
    if (bar && !still.matches) {
      mark = bar.appendChild(element("span", "at"));
      follow(bar, askedS, data.scale_ms);
    }
  };
  sound.addEventListener("ended", stop);
  for (const one of document.querySelectorAll(".play")) {
    one.hidden = false;
    one.addEventListener("click", () => play(one));
  }

  // What if: the stages of each way, on one axis; what is ready before the turn is over waits for that.
  const names = { endpoint: "silence", hear: "hear", read: "read", think: "think", say: "say", output: "output" };
  const chip = document.getElementById("chip"), ways = document.getElementById("ways");
  let now = {}, scaleMs = 1000;
  const first = (way) => {
    const work = Object.values(way.stages_ms).reduce((sum, ms) => sum + ms, 0);
    return Math.max(way.gate_ms, lead(way) + work) + way.output_ms;
  };
  const lead = (way) => way.one_by_one ? way.gate_ms : Math.min(way.lead_ms, way.gate_ms);
  const lengths = (way) => ({ endpoint: way.gate_ms, ...way.stages_ms, output: way.output_ms });
  const starts = (way) => {
    let at = lead(way);
    const begins = { endpoint: 0, output: first(way) - way.output_ms };
    for (const [stage, ms] of Object.entries(way.stages_ms)) { begins[stage] = at; at += ms; }
    return begins;
  };
  const set = (way, stage, ms) => {
    const most = Math.min(MOST_MS, Math.max(0, Math.round(ms)));
    if (stage === "endpoint") way.gate_ms = most;
    else if (stage === "output") way.output_ms = most;
    else way.stages_ms[stage] = most;
  };
  const origin = (name) => {
    if (chip.value !== data.here) return `simulated: ${chip.value}, models of the profile ${data.profiles[name]}`;
    if (!data.simulated.includes(name)) return "from the medians that were measured here";
    return `simulated: ${data.chip}`;
  };

  const draw = () => {
    for (const box of ways.children) {
      const way = now[box.dataset.way], begins = starts(way), total = first(way);
      box.querySelector("b").textContent = `${Math.round(total)} ms`;
      for (const row of box.querySelectorAll(".stage")) {
        const stage = row.dataset.stage, ms = lengths(way)[stage], track = row.querySelector(".track");
        const block = track.querySelector("i"), end = track.querySelector("u");
        block.style.left = `${100 * begins[stage] / scaleMs}%`;
        block.style.width = `${100 * ms / scaleMs}%`;
        end.style.left = `${100 * total / scaleMs}%`;
        track.setAttribute("aria-valuenow", String(Math.round(ms)));
        track.setAttribute("aria-valuetext", `${Math.round(ms)} milliseconds`);
        row.lastChild.textContent = `${Math.round(ms)} ms`;
      }
    }
  };
  const judge = () => {
    const ranked = Object.entries(now).map(([name, way]) => [data.titles[name], first(way)]).sort((a, b) => a[1] - b[1]);
    const [[best, bestMs], ...others] = ranked;
    const rest = others.map(([title, ms]) => `${Math.round(ms - bestMs)} ms before ${title.toLowerCase()}`).join(", ");
    document.getElementById("verdict").textContent =
      `${best} would begin after ${Math.round(bestMs)} ms${rest ? `: ${rest}` : ""} (simulated).`;
  };
  const fit = () => {
    const longest = Math.max(...Object.values(now).map(first));
    scaleMs = 100 * Math.ceil(1.25 * longest / 100);
    draw();
    judge();
  };

  const slider = (name, stage) => {
    const way = now[name], track = element("div", "track");
    track.append(element("i", stage), element("u"));
    track.tabIndex = 0;
    track.setAttribute("role", "slider");
    track.setAttribute("aria-label", `${data.titles[name]}: ${names[stage]}`);
    track.setAttribute("aria-valuemin", "0");
    track.setAttribute("aria-valuemax", String(MOST_MS));
    const keys = {
      ArrowRight: STEP_MS, ArrowUp: STEP_MS, ArrowLeft: -STEP_MS, ArrowDown: -STEP_MS,
      PageUp: FAR_STEP_MS, PageDown: -FAR_STEP_MS, Home: -MOST_MS,
    };
    track.addEventListener("keydown", (event) => {
      if (!(event.key in keys)) return;
      event.preventDefault();
      set(way, stage, lengths(way)[stage] + keys[event.key]);
      fit();
    });
    const drag = (event) => {
      const box = track.getBoundingClientRect();
      set(way, stage, scaleMs * (event.clientX - box.left) / box.width - starts(way)[stage]);
      draw();
    };
    track.addEventListener("pointerdown", (event) => { track.setPointerCapture(event.pointerId); drag(event); });
    track.addEventListener("pointermove", (event) => { if (track.hasPointerCapture(event.pointerId)) drag(event); });
    track.addEventListener("pointerup", fit);
    track.addEventListener("pointercancel", fit);
    return track;
  };
  const choose = () => {
    now = structuredClone(data.machines[chip.value]);
    for (const way of Object.values(now)) way.one_by_one = way.lead_ms >= way.gate_ms;
    ways.replaceChildren(...Object.entries(now).map(([name, way]) => {
      const box = element("div", "way"), head = element("h3", "", data.titles[name]);
      box.dataset.way = name;
      head.append(element("em", "", origin(name)), element("b"));
      box.append(head);
      for (const stage of Object.keys(lengths(way))) {
        const row = element("div", "stage");
        row.dataset.stage = stage;
        row.append(element("span", "", names[stage]), slider(name, stage), element("span"));
        box.append(row);
      }
      return box;
    }));
    fit();
  };
  for (const name of Object.keys(data.machines)) chip.append(new Option(name, name));
  chip.addEventListener("change", choose);
  document.getElementById("reset").addEventListener("click", choose);
  document.getElementById("what-if").hidden = false;
  choose();
})();
