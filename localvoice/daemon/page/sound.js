// Where do microphone and loudspeaker begin and end? One sound context at 24 kHz; the browser's own echo canceller on the microphone.

const RATE_HZ = 24000;
// The browser's gain control doubled a recording's level, and moved it by half within a sentence: words were lost.
const WANTED = { echoCancellation: true, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
const INSECURE = "Browsers give sound to pages of this machine only: open this page at 127.0.0.1, or read and type.";
const DENIED = {
  NotAllowedError: "The browser may not use the microphone: allow it for this page, beside the address.",
  NotFoundError: "There is no microphone here: connect one, or type instead.",
  NotReadableError: "Another program keeps the microphone for itself: close it there.",
};

export class Sound {
  #context = null;
  #mouth = null;
  #stream = null;
  #ear = null;
  #items = []; // the messages that are to be heard, the one that is heard first
  #played_ms = 0;

  // `piece` gets each 40 ms of the microphone as base64 and how loud it was; `played` what the loudspeaker has come to.
  constructor({ piece, played }) {
    this.piece = piece;
    this.played = played;
  }

  // Has to come from a click or a key, or browsers keep the loudspeaker closed.
  async ready() {
    if (!isSecureContext) throw new Error(INSECURE);
    if (!this.#context) {
      this.#context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
      await this.#context.audioWorklet.addModule("mouth.js");
      this.#mouth = new AudioWorkletNode(this.#context, "mouth", { numberOfInputs: 0, outputChannelCount: [1] });
      this.#mouth.port.onmessage = ({ data }) => this.#heard(data);
      this.#mouth.connect(this.#context.destination);
    }
    await this.#context.resume();
  }

  // Raises an error whose sentence says what to do.
  async listen() {
    await this.ready();
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: WANTED });
    } catch (error) {
      throw new Error(DENIED[error.name] ?? `The microphone cannot be used (${error.message}).`);
    }
    await this.#attend();
  }

  still() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#ear?.disconnect();
    this.#stream = this.#ear = null;
  }

  play(item, pcm) {
    if (this.#items.at(-1) !== item) this.#items.push(item);
    this.#mouth?.port.postMessage({ item, pcm }, [pcm.buffer]);
  }

  whole(item) {
    this.#mouth?.port.postMessage({ end: item });
  }

  // Silence at once: which message was cut, and how much of it was heard.
  stop() {
    const cut = { item: this.#items[0] ?? "", heard_ms: this.#played_ms };
    this.#mouth?.port.postMessage({ flush: true });
    this.#items = [];
    this.#played_ms = 0;
    return cut;
  }

  get speaking() {
    return this.#items.length > 0;
  }

  async #attend() {
    let context = this.#context;
    let source;
    try {
      source = context.createMediaStreamSource(this.#stream);
    } catch {
      // a browser that does not convert rates between the two
      context = new AudioContext();
      source = context.createMediaStreamSource(this.#stream);
    }
    await context.audioWorklet.addModule("ear.js");
    this.#ear = new AudioWorkletNode(context, "ear", { numberOfOutputs: 0 });
    this.#ear.port.onmessage = ({ data }) => this.piece(base64(data.pcm), data.level);
    source.connect(this.#ear);
  }

  #heard({ item, played, level, over }) {
    if (item !== this.#items[0]) return; // it was cut
    const late_ms = over ? 0 : 1000 * (this.#context.outputLatency || 0); // what has left us is not yet in the air
    const heard_ms = Math.max(0, (1000 * played) / RATE_HZ - late_ms);
    this.#played_ms = over ? 0 : heard_ms;
    if (over) this.#items.shift();
    this.played(item, heard_ms, level, over);
  }
}

function base64(pcm) {
  const bytes = new Uint8Array(pcm.buffer);
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
