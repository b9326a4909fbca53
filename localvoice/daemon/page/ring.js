// How is a voice drawn? A closed line around the button: a circle while it is quiet, and the louder somebody is, the more it moves.

const LINES = 3;
const POINTS = 96;
const RISE = 0.35; // of the way to a louder level in one frame; down it goes slower
const FALL = 0.08;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Ring {
  #canvas;
  #level = 0;
  #wanted = 0;
  #frame = 0;

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw(0)).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw(0));
    new MutationObserver(() => this.#move()).observe(document.body, { attributeFilter: ["data-voice"] });
  }

  // How loud somebody is, as root mean square in 0..1.
  louder(level) {
    this.#wanted = Math.min(1, Math.sqrt(level) * 2.2);
    this.#move();
  }

  #move() {
    if (!this.#frame) this.#frame = requestAnimationFrame((at) => this.#step(at));
  }

  #step(at) {
    this.#frame = 0;
    this.#level += (this.#wanted - this.#level) * (this.#wanted > this.#level ? RISE : FALL);
    this.#wanted *= 0.96;
    this.#draw(STILL.matches ? 0 : at / 1000);
    const busy = document.body.dataset.voice === "thinking" && !STILL.matches;
    if (busy || this.#level > 0.01) this.#move();
  }

  #draw(at_s) {
    const canvas = this.#canvas;
    const size = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!size) return;
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(document.body);
    pen.clearRect(0, 0, size, size);
    pen.strokeStyle = pen.fillStyle = style.getPropertyValue("--voice");
    const thinks = document.body.dataset.voice === "thinking";
    for (let line = LINES - 1; line >= 0; line -= 1) {
      const radius = size * (0.29 + 0.045 * line * (0.55 + this.#level));
      pen.globalAlpha = [0.16, 0.1, 0.06][line];
      this.#path(pen, size, radius, at_s * (1 + line * 0.3) + line * 2, thinks);
      pen.fill();
      pen.globalAlpha = [0.9, 0.45, 0.25][line];
      pen.lineWidth = size * (line ? 0.005 : 0.009);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  #path(pen, size, radius, at_s, thinks) {
    const swing = STILL.matches ? 0 : size * (0.05 * this.#level + (thinks ? 0.008 : 0));
    pen.beginPath();
    for (let point = 0; point <= POINTS; point += 1) {
      const angle = (2 * Math.PI * point) / POINTS;
      const wave =
        Math.sin(3 * angle + 2.1 * at_s) +
        0.6 * Math.sin(5 * angle - 3.3 * at_s) +
        0.35 * Math.sin(8 * angle + 4.7 * at_s);
      const far = radius + (swing * wave) / 1.95 + (STILL.matches ? size * 0.02 * this.#level : 0);
      pen.lineTo(size / 2 + far * Math.cos(angle), size / 2 + far * Math.sin(angle));
    }
    pen.closePath();
  }
}
