"""How often is a tone told that somebody speaks in, and how often one that nobody has: synthetic voices and recordings.

270 clips of ten synthetic people (`_tones.py`; half of them nothing was chosen on), readers, coffee orders, noises.
The words are not known here; with `--words` those of the clips are, and of the orders what a recogniser hears, which
tells an order that rises from a statement. What a person means by rising at the end of a recording nobody knows: orders
that end in a question are counted as wrong, too.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator

import numpy as np
from _ears import DATA, Ears, recording, table
from _tones import CHOSEN_ON, HELD_OUT, KINDS, clips

from localvoice.events import FRAME_SAMPLES, TONES, Note
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.vad import Vad
from localvoice.understanding.rising import meant

RECORDINGS = {
    "readers": "librispeech-train-clean-40spk",
    "orders": "picovoice-spoken-commands",
    "three hard readers": "librispeech-test-other-30",  # looked at while the limits were chosen, as the next one
    "one reader": "ljspeech-32",
    "six languages": "multilingual-fleurs-clips",
    "noises": "esc10-noise-cc0",
}


def noted(pcm: np.ndarray, before: np.ndarray | None = None, words: str = "") -> Note:
    """Of a person's turn, (n,) float32 at 16 kHz; `before`: another turn of theirs."""
    meter = ToneMeter()
    for sound in (pcm,) if before is None or not len(before) else (before, pcm):
        meter.begin()
        vad = Vad()
        for start in range(0, len(sound) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            frame = sound[start : start + FRAME_SAMPLES]
            meter.push(frame, vad.voice(frame))
    return meter.note(words)


def spoken(with_words: bool) -> Iterator[dict]:
    """One row for each tone and half."""
    found: dict[tuple[str, str], list[tuple[bool, list[str]]]] = {}
    for clip in clips():
        note = noted(clip.pcm, clip.before, clip.text if with_words else "")
        others = [name for name in TONES if name in note and name != clip.kind]
        found.setdefault((clip.kind, clip.half), []).append((clip.kind == "plain" or clip.kind in note, others))
    for half in (CHOSEN_ON, HELD_OUT):
        for kind in (*KINDS, "all"):
            of_kind = [each for (k, h), all_of in found.items() for each in all_of if h == half and kind in (k, "all")]
            yield {
                "half": half,
                "tone": kind,
                "clips": len(of_kind),
                "told": sum(told for told, _ in of_kind),
                "told, and no other": sum(told and not others for told, others in of_kind),
                "others": dict(Counter(name for _, others in of_kind for name in others)),
            }


def recorded(with_words: bool) -> Iterator[dict]:
    """One row for each set: whatever is told of it is taken for wrong. The words are known of orders alone."""
    cafe = Ears("cafe")
    for title, folder in RECORDINGS.items():
        files = sorted(f for f in (DATA / folder).rglob("*") if f.suffix in {".wav", ".flac", ".ogg"})
        notes = {file: noted(recording(file)) for file in files}
        if with_words and title == "orders":
            notes = {file: ordered(cafe, recording(file), note) for file, note in notes.items() if str(note)}
        told = [str(note) for note in notes.values() if str(note)]
        names = Counter(name for note in told for name in note.split(", "))
        yield {"set": title, "clips": len(files), "told something": len(told), "what": dict(names)}


def ordered(cafe: Ears, pcm: np.ndarray, note: Note) -> Note:
    """What is told of an order whose words are known."""
    for heard in cafe.hear(pcm):
        note = meant(note, heard.transcript.text, heard.call is not None)
    return note


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--words", action="store_true", help="the synthetic clips' words are known, as after a turn")
    options = parser.parse_args()
    tables = [list(spoken(options.words)), list(recorded(options.words))]
    if options.json:
        print(json.dumps(tables, indent=2))
    else:
        for rows in tables:
            print(table([tuple(row.values()) for row in rows], tuple(rows[0])), end="\n\n")
