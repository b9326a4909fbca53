// What counts from the next start on: how is that made now? By a button that starts the process again; the page waits for it.

import { make } from "./dom.js";

export function restarting(wire) {
  const button = make("button", { type: "button" }, "Restart now");
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = "Restarting …";
    try {
      await wire.ask("restart");
      await wire.back();
      button.textContent = "Restarted";
    } catch (error) {
      button.textContent = "Restart now";
      button.disabled = false;
      button.after(make("span.wrong", { role: "alert" }, ` ${error.message}`));
    }
  });
  return button;
}
