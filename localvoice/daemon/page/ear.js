// What does the microphone give? In the thread of the sound: pieces of 40 ms at 24 kHz, 16 bits, each with how loud it was.

const RATE_HZ = 24000;
const PIECE = 960; // samples, 40 ms

class Ear extends AudioWorkletProcessor {
  #piece = new Int16Array(PIECE);
  #filled = 0;
  #power = 0;
  #at = 0; // where the next sample is wanted, in samples of what comes
  #last = 0;

  process([[heard]]) {
    if (heard) this.#resampled(heard);
    return true;
  }

  // Most browsers give 24 kHz, as asked; for the others a straight line between two samples has to do.
  #resampled(heard) {
    const step = sampleRate / RATE_HZ;
    if (step === 1) {
      heard.forEach((sample) => this.#take(sample));
      return;
    }
    for (; this.#at < heard.length; this.#at += step) {
      const whole = Math.floor(this.#at);
      const before = whole ? heard[whole - 1] : this.#last;
      this.#take(before + (heard[whole] - before) * (this.#at - whole));
    }
    this.#at -= heard.length;
    this.#last = heard.at(-1);
  }

  #take(sample) {
    const within = Math.max(-1, Math.min(1, sample));
    this.#piece[this.#filled] = Math.round(within * 32767);
    this.#power += within * within;
    this.#filled += 1;
    if (this.#filled < PIECE) return;
    this.port.postMessage({ pcm: this.#piece, level: Math.sqrt(this.#power / PIECE) }, [this.#piece.buffer]);
    this.#piece = new Int16Array(PIECE);
    this.#filled = this.#power = 0;
  }
}

registerProcessor("ear", Ear);
