"""How well do recognisers hear? Readings, orders, noises, languages and processor time, several side by side."""

import argparse
import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import signature
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from _ears import DATA, Ears, recording, table
from orders import FOLDER as ORDERS
from orders import NAMES

from localvoice.app.folder import data_folder
from localvoice.app.profile import family, folder
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Transcript
from localvoice.hearing import clips
from localvoice.hearing.vad import Vad
from localvoice.models.roles import Detecting, Preparing, Recogniser
from localvoice.store.catalogue import known
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.language import ANYBODY
from localvoice.understanding.plausible import plausible

READINGS = DATA / "librispeech-test-other-30"
NOISES = DATA / "esc10-noise-cc0"
FLEURS = DATA / "multilingual-fleurs-clips"
AZURE = DATA / "multilingual-azure-samples"
NORMALISER = DATA / "whisper-format-assets" / "normalizers" / "english.json"
PERSONAS = ("assistant", "cafe")  # whose skills a noise might start


@dataclass(frozen=True)
class Heard:
    transcript: Transcript
    voiced_s: float
    sound_s: float
    cpu_s: float  # all of it
    tail_s: float  # CPU after the last sample

    @property
    def good(self) -> bool:
        return self.transcript.accepted


class Tested:
    """A recogniser; one that follows a grammar gets the persona's."""

    def __init__(self, name: str, recogniser: Recogniser) -> None:
        self.name, self._recogniser = name, recogniser
        self.follows_grammar = isinstance(recogniser, Preparing)

    def hear(self, clip: clips.Clip, skills: Toolbox | None = None) -> Heard:
        grammar = skills.grammar() if skills and self.follows_grammar else None
        began_s = time.process_time()
        ears = self._recogniser
        utterance = ears.listen_for(grammar, ANYBODY) if isinstance(ears, Detecting) else ears.listen(grammar)
        for start in range(0, len(clip.pcm), FRAME_SAMPLES):
            utterance.feed(clip.pcm[start : start + FRAME_SAMPLES])
        spoken_s = time.process_time()
        transcript = utterance.transcript()
        ended_s = time.process_time()
        utterance.close()
        accepted = plausible(transcript, clip.voiced_s, self.follows_grammar)
        transcript = replace(transcript, accepted=accepted)
        seconds = len(clip.pcm) / RATE_HZ
        return Heard(transcript, clip.voiced_s, seconds, ended_s - began_s, ended_s - spoken_s)


def tested(name: str, place: Path | None, partials: bool) -> Tested:
    """A model by its name in weights.toml, out of `place` or the store. `partials`: words while one speaks, too."""
    model = known().models[name]
    load = family(model.family).load
    options = {"partials": partials} if "partials" in signature(load).parameters else {}
    return Tested(name, load(place or folder(name, model, data_folder()), **options))


def whole(pcm: np.ndarray) -> clips.Clip:
    """A recording as it is, whether or not the voice detector finds a turn in it."""
    frames = pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    vad = Vad()
    voices = tuple(vad.voice(frame) for frame in frames)
    return clips.Clip(pcm, 0.0, FRAME_S * sum(voice >= 0.5 for voice in voices), voices)


def normaliser() -> Callable[[str], str]:
    """Whisper's, for English."""
    from transformers.models.whisper.english_normalizer import EnglishTextNormalizer

    return EnglishTextNormalizer(json.loads(NORMALISER.read_text()))


def readings(ears: Tested) -> dict:
    """Word error rate, with Whisper's English normaliser on both."""
    tidy = normaliser()
    lines = [line.split("\t") for line in (READINGS / "references.tsv").read_text().splitlines()]
    heard = [ears.hear(whole(recording(READINGS / f"{name}.flac"))) for name, _ in lines]
    pairs = [
        (tidy(said).split(), tidy(one.transcript.text).split()) for (_, said), one in zip(lines, heard, strict=True)
    ]
    return {
        "word error rate": sum(distance(*pair) for pair in pairs) / sum(len(said) for said, _ in pairs),
        "good": sum(one.good for one in heard) / len(heard),
        "lowest score": min(one.transcript.score for one in heard),
        **_times(heard),
    }


def orders(ears: Tested) -> dict:
    """Slots: literally in the text, both normalised; and what the skills make of the text."""
    labels = json.loads((ORDERS / "label" / "label.json").read_text())
    cafe, rows = Ears("cafe").toolbox, []
    for file in sorted((ORDERS / "speech" / "clean").glob("*.wav")):
        wanted = {NAMES[slot]: value.strip() for slot, value in labels[file.name]["slots"].items()}
        (clip,) = clips.turns(recording(file), one=True) or [whole(recording(file))]
        one = ears.hear(clip, cafe)
        call = cafe.match(one.transcript.text) if one.good else None
        rows.append((wanted, one, call.words if call and call.intent == "order" else {}))
    tidy = normaliser()
    words = [tidy(value) in tidy(one.transcript.text) for wanted, one, _ in rows for value in wanted.values()]
    slots = [got.get(name) == value for wanted, _, got in rows for name, value in wanted.items()]
    return {
        "slots literally": sum(words) / len(words),
        "slots by the skills": sum(slots) / len(slots),
        "orders by the skills": sum(got == wanted for wanted, _, got in rows) / len(rows),
        "good": sum(one.good for _, one, _ in rows) / len(rows),
        **_times([one for _, one, _ in rows]),
    }


def noises(ears: Tested) -> dict:
    """What becomes text, what of it is good, and what of that is an order; as it is, and behind the voice detector."""
    skills = [Ears(name).toolbox for name in PERSONAS]
    files = sorted(NOISES.rglob("*.ogg"))
    found, good_ones = {"noises": len(files)}, set[str]()
    for title, detected in (("as they are", False), ("behind the detector", True)):
        text = good = acts = 0
        for file in files:
            pcm = recording(file)
            parts = clips.turns(pcm) if detected else [whole(pcm)]
            heard = [pair for part in parts for pair in _by_each(ears, part, skills)]
            sure = [(one, box) for one, box in heard if one.transcript.text and one.good]
            text += any(one.transcript.text for one, _ in heard)
            good += bool(sure)
            acts += any(box.match(one.transcript.text) for one, box in sure)
            good_ones |= {f"{file.name}: {one.transcript.text} ({one.transcript.score:.2f})" for one, _ in sure}
        found |= {f"text, {title}": text, f"good, {title}": good, f"acts, {title}": acts}
    return {**found, "good ones": sorted(good_ones)}


def _by_each(ears: Tested, part: clips.Clip, skills: list[Toolbox]) -> list[tuple[Heard, Toolbox]]:
    """What each persona makes of it; open speech is heard once."""
    if ears.follows_grammar:
        return [(ears.hear(part, box), box) for box in skills]
    one = ears.hear(part)
    return [(one, box) for box in skills]


def languages(ears: Tested) -> dict:
    """Which language is found in clips of several, and what is good."""
    found = []
    for language, name, pcm in _clips():
        one = ears.hear(whole(pcm))
        found.append(
            {
                "clip": name,
                "right": one.transcript.language.split("-")[0] == language,
                "language": one.transcript.language,
                "good": one.good,
                "score": round(one.transcript.score, 2),
                "text": one.transcript.text[:60],
            }
        )
    foreign = [one for one in found if not one["clip"].startswith("en")]
    return {
        "clips": len(found),
        "language right": sum(one["right"] for one in found),
        "foreign": len(foreign),
        "foreign and good": sum(one["good"] for one in foreign),
        "found": found,
    }


def _clips() -> list[tuple[str, str, np.ndarray]]:
    """(language, name, sound)."""
    made = [(file.stem[-2:], file.stem[-2:], recording(file)) for file in sorted(FLEURS.rglob("*.wav"))]
    for archive in sorted(AZURE.rglob("*.zip")):
        language = archive.relative_to(AZURE).parts[0][:2]
        with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as files, TemporaryDirectory() as place:
            for number, name in enumerate(sorted(name for name in files.namelist() if name.endswith(".wav"))):
                file = Path(place) / f"{number}.wav"
                file.write_bytes(files.read(name))
                made.append((language, f"{language} {number}", recording(file)))
    return made


def distance(said: list[str], heard: list[str]) -> int:
    """Words to put in, leave out or change."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (word != other))
    return row[-1]


def _times(heard: list[Heard]) -> dict[str, float]:
    cpu_s = sum(one.cpu_s for one in heard)
    return {
        "CPU s a clip": cpu_s / len(heard),
        "CPU s a second of sound": cpu_s / sum(one.sound_s for one in heard),
        "CPU s after the last sample": sum(one.tail_s for one in heard) / len(heard),
    }


PARTS = {"readings": readings, "orders": orders, "noises": noises, "languages": languages}


def measure(every: list[Tested], parts: list[str]) -> dict[str, dict[str, dict]]:
    """Part → recogniser → figures. Readings and languages are nothing for one that follows a grammar."""
    open_only = ("readings", "languages")
    return {
        part: {ears.name: PARTS[part](ears) for ears in every if not (ears.follows_grammar and part in open_only)}
        for part in parts
    }


def shown(result: dict[str, dict[str, dict]]) -> str:
    pages = []
    for part, columns in result.items():
        figures = {name: None for column in columns.values() for name in column}
        rows = [(name, *(_cell(column.get(name)) for column in columns.values())) for name in figures]
        pages.append(table(rows, (part, *columns)))
    return "\n\n".join(pages)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)}, see --json" if value else "none"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--recogniser", action="append", help="may be repeated; pocketsphinx alone without")
    parser.add_argument("--from", action="append", type=Path, dest="places", help="folder of the first, second, …")
    parser.add_argument("--part", action="append", choices=list(PARTS), help="may be repeated; all without")
    parser.add_argument("--partials", action="store_true", help="words while one speaks, too, where that is a choice")
    options = parser.parse_args()
    named = options.recogniser or ["pocketsphinx"]
    pairs = zip_longest(named, (options.places or [])[: len(named)])
    result = measure([tested(name, place, options.partials) for name, place in pairs], options.part or list(PARTS))
    print(json.dumps(result, indent=2) if options.json else shown(result))
