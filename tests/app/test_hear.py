"""What `hear` tells of a file: whether its words are good is one thing, whether a skill explains them another."""

from pathlib import Path
from types import SimpleNamespace

import anyio
import numpy as np
import pytest

from localvoice.app.hear import _hear, heard_text
from localvoice.audio.resample import resample
from localvoice.events import RATE_HZ, Manner, Transcript
from localvoice.models import espeak
from localvoice.tools.skill import Call

FILE = Path("a.wav")


@pytest.fixture(scope="module")
def pcm():
    voice = espeak.load()
    said = np.concatenate([piece.pcm for piece in voice.say("what time is it", Manner())])
    return resample(said, voice.rate_hz, RATE_HZ)


def told(pcm, transcript, ears=None, follows_grammar=False):
    """Of an ear that hears this, with another behind it or none; the only skill tells the time."""

    async def recognise(frames, partial):
        return transcript, sum([0.032 async for frame in frames if frame.voice >= 0.5])

    toolbox = SimpleNamespace(match=lambda text: Call("time", {}, {}) if "time" in text else None)
    listener = SimpleNamespace(recognise=recognise, follows_grammar=follows_grammar)
    return anyio.run(_hear, FILE, pcm, listener, toolbox, ears)


@pytest.mark.parametrize(
    ("text", "sure", "accepted", "intent", "shown"),
    [
        ("What time is it?", True, True, "time", "time"),
        ("Who won the war?", True, True, None, "no skill explains it"),
        ("What time?", False, False, None, "not understood"),
        ("What time is it? What time is it? What time is it?", True, False, None, "not understood"),  # too fast
    ],
)
def test_good_words_are_accepted_whether_or_not_a_skill_explains_them(pcm, text, sure, accepted, intent, shown):
    one = told(pcm, Transcript(text, sure, -0.1, "en"))
    assert (one["transcript"], one["accepted"], one["intent"], one["language"]) == (text, accepted, intent, "en")
    assert heard_text([one]) == f"a.wav\n  “{text}” → {shown}"


def test_a_file_in_which_nobody_speaks_is_not_accepted():
    one = told(np.full(RATE_HZ, 1e-4, np.float32), Transcript("What time is it?", True, 0.0, "en"))
    assert (one["transcript"], one["accepted"], one["language"]) == ("", False, "")


@pytest.mark.parametrize(
    ("doubts", "text", "intent"), [(True, "What time is it, True?", "time"), (False, "add six and nine", None)]
)
def test_what_a_conversation_would_hear_again_is_heard_again_here(pcm, doubts, text, intent):
    async def again(sound):
        return f"What time is it, {len(sound) > RATE_HZ / 4}?"

    async def judge(first, heard):
        return SimpleNamespace(transcript=Transcript(heard, True, 0.0))

    ears = SimpleNamespace(doubts=lambda first, seconds: doubts, ear=SimpleNamespace(hear=again), judge=judge)
    one = told(pcm, Transcript("add six and nine", False, -3.0), ears, True)
    assert (one["transcript"], one["intent"]) == (text, intent)
