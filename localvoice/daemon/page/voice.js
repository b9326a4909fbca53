// What is the voice doing? One of five states, each with its colour, from a few facts; and what is said of it in words.

const WORDS = {
  opening: "Getting ready",
  idle: "Press to talk, or type",
  listening: "I am listening",
  hearing: "I hear you",
  thinking: "Thinking",
  speaking: "Speaking. Talk over me at any time",
};

// facts: {wrong: a sentence, opening: it is about to listen, playing, answering, hearing, open: the microphone is}
export function voiceOf({ wrong, opening, playing, answering, hearing, open }) {
  if (opening) return ["idle", WORDS.opening];
  if (wrong) return ["error", wrong];
  if (playing) return ["speaking", open ? WORDS.speaking : "Speaking"];
  if (hearing) return ["listening", WORDS.hearing];
  if (answering) return ["thinking", WORDS.thinking];
  return open ? ["listening", WORDS.listening] : ["idle", WORDS.idle];
}
