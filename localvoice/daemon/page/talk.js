// How does one talk on this page? Microphone to server, server to loudspeaker, and what is seen of both.

import { Captions } from "./captions.js";
import { find } from "./dom.js";
import { Tray } from "./picture.js";
import { Ring } from "./ring.js";
import { Session } from "./session.js";
import { Sound } from "./sound.js";
import { TurnList } from "./turns.js";
import { voiceOf } from "./voice.js";

const LOUD = 3; // times as loud as the room: somebody speaks
const QUIETEST = 0.002; // root mean square below which nothing counts as a voice
const PICTURE = "a picture"; // without a word
const STALE_MS = 4000; // a voice so long ago does not belong to this turn

export class Talk {
  #facts = { wrong: "", opening: false, playing: false, answering: false, hearing: false, open: false };
  #session;
  #sound;
  #captions = new Captions();
  #ring = new Ring(find("ring"));
  #turns = new TurnList();
  #tray = new Tray((sentence) => this.wrong(sentence));
  #room = QUIETEST; // how loud it is where nobody speaks
  #loud_at = 0; // when the person was last loud

  constructor(key) {
    this.#session = new Session(key, this);
    this.#sound = new Sound({
      piece: (pcm, level) => this.#piece(pcm, level),
      played: (...told) => this.#played(...told),
    });
    find("mic").addEventListener("click", () => this.#toggle());
    find("interrupt").addEventListener("click", () => this.interrupt());
    find("typed").addEventListener("submit", (event) => this.#write(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.interrupt());
    for (const id of ["mic", "words"]) {
      find(id).addEventListener("focus", () => this.#warm());
      find(id).addEventListener("pointerenter", () => this.#warm());
    }
    const aloud = find("aloud");
    aloud.checked = localStorage.getItem("aloud") !== "no";
    aloud.addEventListener("change", () => localStorage.setItem("aloud", aloud.checked ? "yes" : "no"));
  }

  set budget_ms(most) {
    this.#turns.budget_ms = most;
  }

  speakAs(voice) {
    this.#session.speakAs(voice);
  }

  // From the next session on.
  answeredBy(persona) {
    this.#session.persona = persona;
  }

  // What was said is gone, or another persona answers ("": the one so far): the next words begin anew.
  async anew(persona = "") {
    this.#quiet();
    this.#session.persona = persona || this.#session.persona;
    this.#session.close();
    try {
      if (this.#facts.open) await this.#session.open();
    } catch (error) {
      this.wrong(error.message);
    }
  }

  // Somebody says it is enough; what was heard until then stays said.
  interrupt() {
    if (!this.#facts.playing && !this.#session.busy) return;
    const { item, heard_ms } = this.#sound.stop();
    this.#session.cut(item, heard_ms);
    this.#cut(item, heard_ms);
  }

  // What the session tells, see session.js.

  began() {
    if (this.#sound.speaking) {
      const { item, heard_ms } = this.#sound.stop();
      this.#session.truncate(item, heard_ms);
      this.#cut(item, heard_ms);
    }
    this.#session.show(this.#tray.take());
    this.#captions.speaks("");
    this.#is({ hearing: true, wrong: "" });
  }

  speaks(text) {
    this.#captions.speaks(text);
  }

  ended() {
    this.#is({ hearing: false });
  }

  committed() {
    const now = performance.now();
    const known = this.#loud_at && now - this.#loud_at < STALE_MS;
    this.#turns.begin(known ? this.#loud_at : now);
    this.#is({ hearing: false, answering: true });
  }

  heard(text) {
    this.#turns.mark("known");
    this.#turns.said(text);
    this.#captions.heard(text);
    this.#captions.fade();
    if (!text) this.#is({ answering: this.#session.busy });
  }

  answering() {
    this.#is({ answering: true });
  }

  phrase() {
    this.#turns.mark("begun");
  }

  word(item, text, at_ms) {
    this.#captions.word(item, text, at_ms);
  }

  sound(item, pcm) {
    this.#turns.mark("sound");
    this.#sound.play(item, pcm);
    this.#is({ playing: true });
  }

  answered(status, item) {
    this.#sound.whole(item);
    this.#is({ answering: false });
    if (status === "cancelled") return;
    this.#turns.answered(this.#captions.text);
    if (!this.#facts.playing) {
      this.#captions.whole(item);
      this.#turns.end(this.#captions.text ? "in writing" : "no words");
    }
  }

  // What the server itself kept of a turn.
  traced(turn) {
    this.#turns.traced(turn);
  }

  wrong(sentence, code = "") {
    if (code === "session_ended" && !this.#facts.open && !this.#facts.answering) return; // nobody has said anything for long
    this.#turns.end("no answer");
    this.#is({ wrong: sentence, answering: false });
  }

  left() {
    this.#still();
    this.#is({ hearing: false, answering: false });
  }

  // Who goes to the button or the line is about to use them: models are brought into memory meanwhile.
  #warm() {
    this.#session.open().catch(() => {}); // whoever then talks is told
  }

  async #toggle() {
    if (this.#facts.opening) return;
    if (this.#facts.open) {
      this.#still();
      return;
    }
    try {
      this.#is({ opening: true });
      await this.#sound.listen();
      await this.#session.open();
      this.#is({ open: true, wrong: "" });
    } catch (error) {
      this.#sound.still();
      this.#is({ wrong: error.message });
    } finally {
      this.#is({ opening: false });
    }
  }

  async #write(event) {
    event.preventDefault();
    const text = find("words").value.trim();
    if (!text && this.#tray.empty) return;
    find("words").value = "";
    const picture = this.#tray.take();
    this.interrupt();
    const sent = performance.now();
    try {
      const aloud = find("aloud").checked;
      if (aloud) await this.#sound.ready();
      this.#captions.heard(text || PICTURE);
      this.#captions.fade();
      this.#turns.begin(sent, true);
      this.#turns.said(text || PICTURE);
      this.#is({ answering: true, wrong: "" });
      await this.#session.write(text, aloud, picture);
    } catch (error) {
      this.wrong(error.message);
    }
  }

  #piece(pcm, level) {
    this.#room = Math.min(this.#room * 1.01, Math.max(level, QUIETEST));
    if (level > LOUD * this.#room) this.#loud_at = performance.now();
    if (!this.#facts.playing) this.#ring.louder(level);
    this.#session.hear(pcm);
  }

  #played(item, heard_ms, level, over) {
    if (heard_ms > 0) this.#turns.heard(performance.now() - heard_ms);
    this.#ring.louder(level);
    this.#captions.played(item, heard_ms);
    if (!over) return;
    this.#captions.whole(item);
    if (!this.#sound.speaking) this.#is({ playing: false });
  }

  #cut(item, heard_ms) {
    this.#captions.cut(item, heard_ms);
    this.#turns.cut(this.#captions.heardText);
    this.#is({ playing: false, answering: false });
  }

  #quiet() {
    this.#sound.stop();
    this.#is({ playing: false, answering: false, hearing: false });
  }

  #still() {
    this.#sound.still();
    this.#session.still();
    this.#is({ open: false, hearing: false });
  }

  #is(facts) {
    Object.assign(this.#facts, facts);
    const [voice, words] = voiceOf(this.#facts);
    document.body.dataset.voice = voice;
    find("state").textContent = words;
    if (find("trouble").textContent !== this.#facts.wrong) find("trouble").textContent = this.#facts.wrong;
    find("mic").setAttribute("aria-pressed", String(this.#facts.open));
    find("interrupt").hidden = !(this.#facts.playing || this.#facts.answering);
  }
}
