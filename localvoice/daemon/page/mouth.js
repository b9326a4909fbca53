// What comes out of the loudspeaker? In the thread of the sound: queued pieces, told back as they are played, stopped at once.
//
// In: {item, pcm} queues, {end: item} says that it has come whole, {flush: true} stops. Out: {item, played, level, over}.

const REPORT = 1024; // samples between two reports, 43 ms
const FADE = 120; // samples, 5 ms
const REFILL = 3840; // samples, 160 ms: after a gap so much has to be there before it goes on

class Mouth extends AudioWorkletProcessor {
  #queue = [];
  #at = 0; // in the first piece
  #item = "";
  #played = 0; // of the item
  #power = 0;
  #since = 0; // samples since the last report
  #whole = new Set(); // items of which no more comes
  #gap = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => this.#told(data);
  }

  process(_, [[out]]) {
    for (let place = 0; place < out.length; place += 1) out[place] = this.#next();
    this.#since += out.length;
    if (this.#item && this.#since >= REPORT) this.#report(false);
    return true;
  }

  #told({ item, pcm, end, flush }) {
    if (pcm) this.#queue.push({ item, pcm });
    if (end) {
      this.#whole.add(end);
      if (!this.#queue.length) this.#over();
    }
    if (flush) this.#flush();
  }

  #next() {
    const first = this.#queue[0];
    if (!first || (this.#gap && !this.#enough())) return 0;
    this.#gap = false;
    if (first.item !== this.#item) {
      if (this.#item) this.#report(true);
      this.#item = first.item;
      this.#played = 0;
    }
    const sample = first.pcm[this.#at];
    this.#at += 1;
    this.#played += 1;
    this.#power += sample * sample;
    if (this.#at === first.pcm.length) {
      this.#queue.shift();
      this.#at = 0;
      if (!this.#queue.length) this.#over();
    }
    return sample;
  }

  #enough() {
    const first = this.#queue[0].item;
    const ahead = this.#queue.reduce((samples, { pcm }) => samples + pcm.length, 0);
    return this.#whole.has(first) || ahead >= REFILL;
  }

  #over() {
    if (this.#whole.has(this.#item)) {
      this.#report(true);
      this.#item = "";
    } else this.#gap = Boolean(this.#item);
  }

  #flush() {
    const [first] = this.#queue;
    const rest = first ? first.pcm.slice(this.#at, this.#at + FADE) : new Float32Array(0);
    this.#queue = [];
    this.#at = 0;
    if (rest.length) {
      this.#queue = [{ item: first.item, pcm: rest.map((sample, place) => sample * (1 - place / rest.length)) }];
      this.#whole.add(first.item);
    } else {
      this.#whole.add(this.#item);
      this.#over();
    }
  }

  #report(over) {
    const level = Math.sqrt(this.#power / Math.max(1, this.#since));
    this.port.postMessage({ item: this.#item, played: this.#played, level: over ? 0 : level, over });
    this.#since = this.#power = 0;
  }
}

registerProcessor("mouth", Mouth);
