// What goes on between this page and the Realtime socket? Events in, calls on a listener out; neither sound cards nor elements.
//
// The listener: began() speaks(text) ended() committed() heard(text) answering() phrase() word(item, text, at_ms)
// sound(item, pcm) answered(status, item) wrong(sentence) left(). Times are in ms of the answer's own sound.

import { socket } from "./key.js";

const PATH = "/v1/realtime?person=1"; // with the person's own lists, timers and memory
const BYTES_A_MS = 48; // 24 kHz of 16 bits
const HARMLESS = ["response_cancel_not_active"]; // the answer was over before it was stopped

const shown = (picture) => ({ type: "input_image", image_url: picture });

export class Session {
  #socket = null;
  #ready = null;
  #answering = ""; // the response under way
  #item = ""; // its message
  #gone = ""; // a response that nobody wants any more, of which some may still be on its way
  #sound_ms = new Map(); // of each message, so far

  constructor(key, listener) {
    this.key = key;
    this.listener = listener;
    this.voice = "";
    this.persona = ""; // the settings' own
  }

  // Resolves when the server listens; a session that is there already is used again.
  open() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return this.#ready;
    this.#ready = new Promise((resolve, reject) => {
      const persona = this.persona ? `&persona=${encodeURIComponent(this.persona)}` : "";
      const opened = (this.#socket = socket(PATH + persona, this.key));
      opened.addEventListener("message", ({ data }) => {
        if (opened !== this.#socket) return;
        const event = JSON.parse(data);
        if (event.type === "session.created") this.#configure();
        if (event.type === "session.updated") resolve();
        this.#hear(event);
      });
      opened.addEventListener("close", () => {
        reject(new Error("localvoice is not there: start it with localvoice start."));
        if (opened !== this.#socket) return;
        this.#answering = "";
        this.listener.left();
      });
    });
    return this.#ready;
  }

  // Whoever spoke is forgotten; the next `open` begins another.
  close() {
    const closed = this.#socket;
    this.#socket = null;
    this.#answering = "";
    closed?.close();
  }

  hear(base64) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#send("input_audio_buffer.append", { audio: base64 });
  }

  // The microphone is closed: half a sentence is no turn.
  still() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#send("input_audio_buffer.clear");
  }

  // `picture`: a data URL that goes with the words; "" for none.
  async write(text, aloud, picture) {
    await this.open();
    const words = text ? [{ type: "input_text", text }] : [];
    this.#add([...(picture ? [shown(picture)] : []), ...words]);
    this.#send("response.create", { response: { output_modalities: [aloud ? "audio" : "text"] } });
  }

  // This goes with what is being said.
  show(picture) {
    if (picture && this.#socket?.readyState === WebSocket.OPEN) this.#add([shown(picture)]);
  }

  speakAs(voice) {
    this.voice = voice;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#configure();
  }

  // No more of this answer, of which so much was heard: the server forgets the rest.
  cut(item, heard_ms) {
    this.#gone = this.#answering;
    if (this.#gone) this.#send("response.cancel", { response_id: this.#gone });
    this.truncate(item, heard_ms);
  }

  truncate(item, heard_ms) {
    if (!item || this.#socket?.readyState !== WebSocket.OPEN) return;
    const until = Math.max(0, Math.floor(Math.min(heard_ms, this.#sound_ms.get(item) ?? 0)));
    this.#send("conversation.item.truncate", { item_id: item, content_index: 0, audio_end_ms: until });
  }

  get busy() {
    return Boolean(this.#answering);
  }

  #add(content) {
    this.#send("conversation.item.create", { item: { type: "message", role: "user", content } });
  }

  #configure() {
    const output = this.voice ? { voice: this.voice } : {};
    const input = { turn_detection: { type: "semantic_vad" }, transcription: {} };
    this.#send("session.update", { session: { type: "realtime", audio: { input, output } } });
  }

  #send(type, fields = {}) {
    this.#socket.send(JSON.stringify({ type, ...fields }));
  }

  #hear(event) {
    const { listener } = this;
    if (event.response_id && event.response_id === this.#gone) return;
    switch (event.type) {
      case "input_audio_buffer.speech_started":
        return listener.began();
      case "localvoice.words":
        return listener.speaks(event.text);
      case "input_audio_buffer.speech_stopped":
        return listener.ended();
      case "input_audio_buffer.committed":
        return listener.committed();
      case "conversation.item.input_audio_transcription.completed":
        return listener.heard(event.transcript);
      case "conversation.item.input_audio_transcription.failed":
        return listener.wrong(event.error.message);
      case "response.created":
        this.#answering = event.response.id;
        return listener.answering();
      case "response.output_item.added":
        return this.#begin(event.item);
      case "response.output_audio_transcript.delta":
        return this.#word(event);
      case "response.output_audio.delta":
        return this.#sound(event);
      case "response.output_text.delta":
        return listener.word(event.item_id, event.delta, 0);
      case "response.done":
        return this.#done(event.response);
      case "localvoice.turn":
        return listener.traced(event.turn);
      case "error":
        if (!HARMLESS.includes(event.error.code)) listener.wrong(event.error.message, event.error.code);
    }
  }

  #begin(item) {
    if (item.type !== "message") return;
    this.#item = item.id;
    this.#sound_ms.set(item.id, 0);
    this.listener.phrase();
  }

  // A word comes just before the piece of sound in which it begins.
  #word({ item_id, delta, start_time }) {
    const at_ms = start_time === undefined ? (this.#sound_ms.get(item_id) ?? 0) : 1000 * start_time;
    this.listener.word(item_id, delta, at_ms);
  }

  #sound({ item_id, delta }) {
    const bytes = Uint8Array.from(atob(delta), (letter) => letter.charCodeAt(0));
    this.#sound_ms.set(item_id, (this.#sound_ms.get(item_id) ?? 0) + bytes.length / BYTES_A_MS);
    const whole = new Int16Array(bytes.buffer, 0, bytes.length >> 1);
    this.listener.sound(
      item_id,
      Float32Array.from(whole, (sample) => sample / 32768),
    );
  }

  #done(response) {
    if (response.id === this.#answering) this.#answering = "";
    if (response.status === "failed") this.listener.wrong(response.status_details.error.message);
    this.listener.answered(response.status, this.#item);
  }
}
