"""How does the starter speak? espeak-ng in this process: a phrase is synthesised in milliseconds, handed out in pieces.

espeak-ng keeps its voice and its speed in global variables, so everything that touches the library is behind one lock
and sets both before each synthesis; two `Voice`s with different names can take turns. The lane's thread is its user.
The library is GPL-3: it is loaded at run time from the espeakng-loader package, nothing of it is part of this one.
"""

import ctypes
import difflib
import threading
from collections.abc import Generator
from functools import cache
from pathlib import Path

import espeakng_loader
import numpy as np

from localvoice.errors import BadInput, EngineError
from localvoice.events import Manner, Speech, Word
from localvoice.models.phrase import PIECE_S, pieces, runs, words

# A longer phrase is synthesised in runs of at most this many characters: 12,000 took 454 ms in one go, 300 take 11 ms.
RUN_CHARACTERS = 300
WORDS_PER_MINUTE = 175  # espeak-ng's own default, pace 1.0
SILENCE = 0.004  # everything below it is silence: 12.0 to 13.3 ms before a phrase, over 2 x 105 voices
END_PAUSE_S = 0.18  # silence kept after a phrase; espeak-ng's own pauses are 0.15 s after a comma, 0.30 s after a stop
DEFAULT = "en-us"
OTHER_TAGS = {"cmn": "zh", "nb": "no"}  # espeak-ng's → everybody else's
UNREADABLE = frozenset({"ja"})  # most Chinese characters in it are only called that

# speak_lib.h of espeak-ng 1.51
_OUTPUT_SYNCHRONOUS = 2
_CHARS_UTF8 = 1
_END_PAUSE = 0x1000
_POS_CHARACTER = 1
_RATE = 1
_EVENT_LIST_TERMINATED = 0
_EVENT_WORD = 1
_IPA_TIED = 0x02 | 0x80 | ord("^") << 8


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # characters, the first is 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


class _VoiceEntry(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),  # a priority byte and a language tag, possibly several of both
        ("identifier", ctypes.c_char_p),  # file below the data's lang/ or voices/ folder
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("padding", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Library:
    """The one espeak-ng of this process."""

    def __init__(self) -> None:
        try:
            self._so = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EngineError(
                f"The espeak-ng library cannot be loaded ({error}): reinstall espeakng-loader."
            ) from error
        self.rate_hz: int = self._so.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, _data_folder(), 0)
        if self.rate_hz <= 0:
            raise EngineError("espeak-ng did not find its data: reinstall espeakng-loader.")
        self._pieces: list[np.ndarray] = []
        self._starts: list[tuple[int, int]] = []
        self._callback = _Callback(self._take)  # kept: the library calls it for as long as the process lives
        self._so.espeak_SetSynthCallback(self._callback)
        self._so.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceEntry))
        self._so.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.lock = threading.Lock()
        self.languages = self._listed(None)
        variants = self._listed(ctypes.byref(_VoiceEntry(languages=b"variant")))
        self.variants = tuple(sorted(file.removeprefix("!v/") for file in variants.values()))

    def synthesise(self, text: str, identifier: str, words_per_minute: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
        """(samples,) int16, and (character offset, sample) of each word that espeak-ng announced."""
        with self.lock:
            self._pieces, self._starts = [], []
            data = text.encode("utf-8", "replace") + b"\0"
            wrong = self._so.espeak_SetVoiceByName(identifier.encode())
            self._so.espeak_SetParameter(_RATE, words_per_minute, 0)
            flags = _CHARS_UTF8 | _END_PAUSE
            wrong |= self._so.espeak_Synth(data, len(data), 0, _POS_CHARACTER, 0, flags, None, None)
            if wrong:
                raise EngineError(f"espeak-ng failed (code {wrong}) on {text[:40]!r}; this is a fault of localvoice.")
            return np.concatenate([np.zeros(0, np.int16), *self._pieces]), self._starts

    def pronounce(self, text: str, identifier: str) -> list[str]:
        """IPA of each clause of the text; "^" ties the signs of one sound together."""
        with self.lock:
            self._so.espeak_SetVoiceByName(identifier.encode())
            rest = ctypes.c_char_p(text.encode("utf-8", "replace"))
            clauses = []
            while rest.value is not None:
                clauses.append(self._so.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, _IPA_TIED).decode())
            return clauses

    def _take(self, samples, count: int, events) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while (event := events[index]).type != _EVENT_LIST_TERMINATED:
            if event.type == _EVENT_WORD:
                self._starts.append((event.text_position - 1, event.sample))
            index += 1
        return 0

    def _listed(self, spec: object) -> dict[str, str]:
        """Language tag or name → identifier, which unlike the tag is understood together with a variant."""
        found: dict[str, str] = {}
        entries = self._so.espeak_ListVoices(spec)
        index = 0
        while entries[index]:
            entry = entries[index].contents
            name = entry.name if spec else entry.languages[1:]
            found.setdefault(name.decode().lower(), entry.identifier.decode())
            index += 1
        return found


def _data_folder() -> bytes:
    return str(espeakng_loader.get_data_path()).encode()


_loading = threading.Lock()  # two threads that load it at once end the process ("double free")


def _library() -> _Library:
    with _loading:
        return _loaded()


@cache
def _loaded() -> _Library:
    return _Library()


def voices(folder: Path | None = None) -> list[str]:
    """Names for `load`: the languages; each may be followed by `+` and a variant ("en-us+f3"), see `variants`."""
    return sorted(_library().languages)


def variants() -> list[str]:
    """Speakers that every language can have: "f1", "m3", "whisper", …"""
    return list(_library().variants)


def pronounce(text: str, language: str) -> str:
    """IPA of a clause, words apart; "^" ties the signs of one sound together. `language`: one of `voices`."""
    library = _library()
    return " ".join(library.pronounce(_plain(text), library.languages[language]))


class EspeakVoice:
    """One named voice, in any language; see `models.roles.Polyglot`."""

    def __init__(self, name: str) -> None:
        library = _library()
        language, plus, variant = name.strip().partition("+")
        identifier = library.languages.get(language.lower())
        if identifier is None or (plus and variant not in library.variants):
            raise BadInput(f"There is no voice {name!r}: {_advice(language, variant, identifier is not None)}")
        self.name = name
        self.rate_hz = library.rate_hz
        self._own, self._variant = language.lower(), plus + variant
        tags = library.languages
        self.languages = frozenset(OTHER_TAGS.get(tag, tag) for tag in map(_base, tags)) - UNREADABLE

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        """Pieces of 80 ms, (1764,) float32 in [-1, 1] at 22,050 Hz, the last shorter; none when nothing can be spoken.

        Word offsets point into `phrase` as given; samples count from the first sample handed out (the silence before
        the first sound is cut off, because a person would wait through it).
        """
        words_per_minute = round(WORDS_PER_MINUTE * min(2.0, max(0.5, manner.pace)))
        identifier = _library().languages[self._tag(manner.language)] + self._variant
        done = 0
        for start, end in runs(phrase, RUN_CHARACTERS):
            text = _plain(phrase[start:end])
            raw, starts = _library().synthesise(text, identifier, words_per_minute)
            pcm, cut = _trimmed(raw.astype(np.float32) / 32768, self.rate_hz)
            begun = [
                Word(start + word.start, start + word.end, done + max(0, word.sample - cut))
                for word in _words(text, starts)
            ]
            yield from pieces(pcm * np.float32(manner.volume), begun, done, round(PIECE_S * self.rate_hz))
            done += len(pcm)

    def _tag(self, language: str) -> str:
        """espeak-ng's for a language: the voice's own, if that is it, else the plain one or that of its homeland."""
        known = [tag for tag in _library().languages if OTHER_TAGS.get(_base(tag), _base(tag)) == language]
        if not known or self._own in known:
            return self._own
        plain = {language, f"{language}-{language}", DEFAULT}
        return min(known, key=lambda tag: (tag not in plain, len(tag), tag))


def load(folder: Path | None = None, voice: str = DEFAULT) -> EspeakVoice:
    """A voice, "en-us" or with a variant "en-gb+f3". Nothing is downloaded, so `folder` is not looked at.

    Raises BadInput, naming near voices, when there is none of that name; EngineError when the library is broken.
    """
    return EspeakVoice(voice)


def _advice(language: str, variant: str, language_known: bool) -> str:
    wanted, known = (variant, variants()) if language_known else (language.lower(), voices())
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or known[:3]
    kind = "variant" if language_known else "language"
    return f"its {kind} is unknown; near ones are {', '.join(near)}."


def _base(tag: str) -> str:
    """ "en-us" → "en"."""
    return tag.split("-")[0]


def _plain(text: str) -> str:
    """As many characters, without those that would end or steer the synthesis (NUL, ESC, half surrogates)."""
    return "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else " " for c in text)


def _trimmed(pcm: np.ndarray, rate_hz: int) -> tuple[np.ndarray, int]:
    """Without the silence before and with END_PAUSE_S of it behind, and how many samples were cut in front."""
    loud = np.flatnonzero(np.abs(pcm) > SILENCE)
    if len(loud) == 0:
        return pcm[:0], 0
    first, last = int(loud[0]), int(loud[-1])
    return pcm[first : last + 1 + round(END_PAUSE_S * rate_hz)], first


def _words(text: str, starts: list[tuple[int, int]]) -> list[Word]:
    """The first announcement inside each stretch of non-space: espeak-ng announces "3.5" three times."""
    begun: dict[int, Word] = {}
    for offset, sample in starts:
        for index, (begin, end) in enumerate(words(text)):
            if begin <= offset < end:
                begun.setdefault(index, Word(begin, end, sample))
    return sorted(begun.values(), key=lambda word: word.start)
