// Which picture goes with the next words? One from a file, pasted, dropped or taken by the camera, seen above the line until then.

import { find } from "./dom.js";

const LONGEST = 1536; // pixels of a side: more nobody looks at
const QUALITY = 0.9;

export class Tray {
  #url = "";
  #camera = null; // its stream, while it is on

  // `wrong` gets a sentence.
  constructor(wrong) {
    this.wrong = wrong;
    const file = find("picture-file");
    find("add-picture").addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      this.#open(file.files[0]);
      file.value = "";
    });
    find("open-camera").addEventListener("click", () => this.#look());
    find("tray-take").addEventListener("click", () => this.#capture());
    find("tray-drop").addEventListener("click", () => this.#remove());
    find("tray").addEventListener("keydown", (event) => event.key === "Escape" && this.#remove());
    document.addEventListener("paste", (event) => this.#given(event, event.clipboardData));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => this.#given(event, event.dataTransfer));
  }

  get empty() {
    return !this.#url;
  }

  // The picture as a data URL, "" for none; it is out of the tray then.
  take() {
    const url = this.#url;
    this.#show("");
    return url;
  }

  #given(event, data) {
    const picture = [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));
    if (!picture) return;
    event.preventDefault();
    this.#open(picture);
  }

  async #open(blob) {
    if (!blob) return;
    try {
      const picture = await createImageBitmap(blob);
      this.#draw(picture, picture.width, picture.height);
    } catch {
      this.wrong("That file is no picture that this browser can open: choose another one.");
    }
  }

  async #look() {
    try {
      const video = { width: { ideal: LONGEST }, facingMode: "environment" };
      this.#camera = await navigator.mediaDevices.getUserMedia({ video });
      const preview = find("tray-camera");
      preview.srcObject = this.#camera;
      await preview.play();
      this.#show("", "Point the camera at it, then take the picture.");
      find("tray-take").focus();
    } catch {
      this.#off();
      this.wrong("The camera cannot be used: allow it for this page in the browser.");
    }
  }

  #capture() {
    const preview = find("tray-camera");
    this.#draw(preview, preview.videoWidth, preview.videoHeight);
  }

  #draw(source, width, height) {
    const factor = Math.min(1, LONGEST / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * factor));
    canvas.height = Math.max(1, Math.round(height * factor));
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff"; // what is transparent
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(source, 0, 0, canvas.width, canvas.height);
    this.#off();
    this.#show(canvas.toDataURL("image/jpeg", QUALITY), "The picture goes with your next words.");
    find("words").focus();
  }

  #remove() {
    this.#off();
    this.#show("", "No picture.");
    find("add-picture").focus();
  }

  #off() {
    for (const track of this.#camera?.getTracks() ?? []) track.stop();
    this.#camera = null;
    find("tray-camera").srcObject = null;
  }

  #show(url, told = "") {
    this.#url = url;
    if (url) find("tray-picture").src = url;
    else find("tray-picture").removeAttribute("src");
    find("tray-picture").hidden = !url;
    find("tray-camera").hidden = find("tray-take").hidden = !this.#camera;
    find("tray").hidden = !url && !this.#camera;
    find("tray-told").textContent = told;
  }
}
