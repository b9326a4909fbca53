// How is a sound heard that came as an answer to a command? Base64 of 32-bit floats, played once, stopped by the same button.

let context = null;
let playing = null;

export function stop() {
  playing?.stop();
  playing = null;
}

// `over` is called when it has ended.
export function play({ pcm, rate_hz }, over) {
  stop();
  context ??= new AudioContext();
  context.resume();
  const bytes = Uint8Array.from(atob(pcm), (letter) => letter.charCodeAt(0));
  const samples = new Float32Array(bytes.buffer);
  const held = context.createBuffer(1, Math.max(1, samples.length), rate_hz);
  held.copyToChannel(samples, 0);
  const source = (playing = context.createBufferSource());
  source.buffer = held;
  source.connect(context.destination);
  source.addEventListener("ended", () => {
    if (playing === source) playing = null;
    over();
  });
  source.start();
}
