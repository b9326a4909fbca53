"""Home Assistant's requests, made with the wyoming package's own client over TCP: speaking, answering, waking."""

from pathlib import Path

import anyio
import numpy as np
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.handle import Handled, HandledChunk, NotHandled
from wyoming.intent import Intent, Recognize
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeVoice
from wyoming.wake import Detect, Detection
from wyoming_home import Beep, Counting, Opener, answered, at_home, sent

from localvoice.audio.wav import read_speech
from localvoice.events import RATE_HZ

DATA = Path(__file__).parents[3] / "shared" / "data" / "picovoice-wake-words" / "audio"


def samples(events):
    return sum(len(AudioChunk.from_event(event).audio) // 2 for event in events if event.type == "audio-chunk")


def typed(text, conversation=None):
    return Transcript(text, context={"conversation_id": conversation} if conversation else None)


def test_a_text_becomes_sound_at_the_voice_s_rate_as_a_person_would_say_it(tmp_path):
    voice = Beep()

    async def use(home):
        got = await home.ask(Synthesize("**Hello**, it is 5 °C."), until="audio-stop")
        assert [event.type for event in got[:: len(got) - 1]] == ["audio-start", "audio-stop"]
        assert {event.type for event in got[1:-1]} == {"audio-chunk"}
        start = AudioStart.from_event(got[0])
        assert (start.rate, start.width, start.channels) == (22_050, 2, 1)
        spoken = " ".join(voice.said)
        assert "*" not in spoken
        assert "degrees" in spoken
        assert samples(got) == 2205 * sum(map(len, voice.said))
        assert np.frombuffer(AudioChunk.from_event(got[1]).audio, "<i2")[0] == 8192
        assert got[-1].data["timestamp"] == 100 * sum(map(len, voice.said))

    at_home(use, tmp_path, voice=voice)


@pytest.mark.parametrize("text", ["", "   ", "😀"])
def test_nothing_to_say_is_no_sound_and_no_waiting(tmp_path, text):
    async def use(home):
        got = await home.ask(Synthesize(text), until="audio-stop")
        assert [event.type for event in got] == ["audio-start", "audio-stop"]

    at_home(use, tmp_path, voice=Beep())


def test_a_text_that_still_comes_is_said_meanwhile_and_once(tmp_path):
    voice = Beep()

    async def use(home):
        async with home.client() as client:
            await client.write_event(SynthesizeStart().event())
            for piece in ("The first sen", "tence is here. ", "The second"):
                await client.write_event(SynthesizeChunk(piece).event())
            early = await answered(client, "audio-chunk")
            assert [event.type for event in early] == ["audio-start", "audio-chunk"]
            await client.write_event(SynthesizeChunk(" one follows.").event())
            await client.write_event(Synthesize("The first sentence is here. The second one follows.").event())
            await client.write_event(SynthesizeStop().event())
            rest = await answered(client, "synthesize-stopped")
        assert [event.type for event in rest[-2:]] == ["audio-stop", "synthesize-stopped"]
        assert " ".join(voice.said) == "The first sentence is here. The second one follows."
        assert samples([*early, *rest]) == 2205 * sum(map(len, voice.said))

    at_home(use, tmp_path, voice=voice)


def test_a_voice_that_is_gone_is_replaced_by_the_settings_own_and_that_is_said(tmp_path):
    async def use(home):
        for gone in (SynthesizeVoice("nobody"), SynthesizeVoice(language="xx")):
            told, *got = await home.ask(Synthesize("Hi.", gone), until="audio-stop")
            assert "There is no voice" in Error.from_event(told).text
            assert got[-1].type == "audio-stop"
        got = await home.ask(Synthesize("Hi.", SynthesizeVoice("heart")), until="audio-stop")
        assert got[0].type == "audio-start"

    at_home(use, tmp_path, voice=Beep())


def test_a_model_that_is_not_there_is_said_to_be_replaced_and_a_language_that_is_not_heard_is_refused(tmp_path):
    sound = [AudioStart(16_000, 2, 1), AudioChunk(16_000, 2, 1, bytes(6400)), AudioStop()]

    async def use(home):
        told, *got = await home.ask(Transcribe("whisper-large"), *sound, until="transcript-stop")
        assert "There is no model 'whisper-large'" in Error.from_event(told).text
        assert got[-1].type == "transcript-stop"
        for known in ("pocketsphinx", "starter", "localvoice", None):
            got = await home.ask(Transcribe(known, language="en-US"), *sound, until="transcript-stop")
            assert "error" not in [event.type for event in got]
        got = await home.ask(Transcribe(language="de"), *sound, until="error")
        assert "hears only en, not de" in Error.from_event(got[-1]).text

    at_home(use, tmp_path, recogniser=Counting("such a day"))


def test_who_names_a_language_gets_a_voice_that_speaks_it(tmp_path):
    async def use(home):
        got = await home.ask(Synthesize("Guten Tag.", SynthesizeVoice(language="de-DE")), until="audio-stop")
        assert AudioStart.from_event(got[0]).rate == 22_050  # espeak-ng's, not the profile's own

    at_home(use, tmp_path)


def test_what_is_asked_for_is_done_and_stays_done_for_the_next_connection(tmp_path):
    async def use(home):
        got = await home.ask(typed("add milk to my shopping list", "a"), until="handled")
        assert "milk" in Handled.from_event(got[-1]).text
        got = await home.ask(typed("what is on my shopping list", "b"), until="handled")
        assert "milk" in Handled.from_event(got[-1]).text
        assert got[-1].data["context"] == {"conversation_id": "b"}

    at_home(use, tmp_path)


def test_a_question_is_answered_on_the_next_connection_of_the_same_conversation_only(tmp_path):
    async def use(home):
        for number in range(2):
            await home.ask(typed(f"add a note buy {['milk', 'bread'][number]}", "x"), until="handled")
        got = await home.ask(typed("delete all my notes", "a"), until="handled")
        assert got[-1].type == "handled"
        assert "?" in Handled.from_event(got[-1]).text
        other = await home.ask(typed("yes", "b"), until="not-handled")
        assert other[-1].type == "not-handled"
        got = await home.ask(typed("yes", "a"), until="handled")
        assert got[-1].type == "handled"

    at_home(use, tmp_path)


def test_what_nobody_can_do_is_not_handled_with_a_sentence(tmp_path):
    async def use(home):
        got = await home.ask(typed("translate the constitution into latin"), until="not-handled")
        assert [event.type for event in got] == ["not-handled"]
        assert NotHandled.from_event(got[0]).text

    at_home(use, tmp_path)


def test_an_answer_that_is_thought_comes_in_parts_and_then_whole(tmp_path):
    text = "Whales are mammals. They breathe air. They live in the sea."

    async def use(home):
        got = await home.ask(typed("tell me about whales"), until="handled-stop")
        types = [event.type for event in got]
        assert types[0] == "handled-start"
        assert types[-2:] == ["handled", "handled-stop"]
        chunks = [HandledChunk.from_event(event).text for event in got[1:-2]]
        assert len(chunks) >= 3
        assert "".join(chunks) == Handled.from_event(got[-2]).text == text

    at_home(use, tmp_path, lm=Opener(text))


def test_who_is_asked_for_an_intent_says_which_and_does_nothing(tmp_path):
    async def use(home):
        [event] = await home.ask(Recognize("set a timer for ten minutes"), until="intent")
        found = Intent.from_event(event)
        assert found.name == "timer_set"
        assert {entity.name: entity.value for entity in found.entities} == {"duration": "ten minutes"}
        [event] = await home.ask(Recognize("paint my house"), until="not-recognized")
        assert event.type == "not-recognized"
        got = await home.ask(typed("how much time is left on my timer"), until="handled")
        assert "no timer" in Handled.from_event(got[-1]).text.lower()

    at_home(use, tmp_path)


@pytest.fixture(scope="module")
def said():
    """ "alexa" by a person, with a second and a half of hardly anything before it, and a second after."""
    if not DATA.is_dir():
        pytest.skip(f"no recordings in {DATA}")
    pcm, rate_hz = read_speech(sorted((DATA / "alexa").iterdir())[0])
    assert rate_hz == RATE_HZ
    hiss = np.random.default_rng(0).normal(0, 1e-4, 40_000).astype(np.float32)
    return np.concatenate([hiss[:24_000], pcm, hiss[24_000:]])


@pytest.mark.parametrize("names", [["alexa"], None, ["okay_nabu", "alexa"]])
def test_a_wake_word_is_noticed_while_the_sound_comes(tmp_path, said, names):
    async def use(home):
        async with home.client() as client:
            await client.write_event(Detect(names).event())
            *sound, _ = sent(said, 48_000, 2, 2)
            for event in sound:
                await client.write_event(event.event())
            [event] = await answered(client, "detection")
        found = Detection.from_event(event)
        assert found.name == "alexa"
        assert 1500 < found.timestamp < 3500

    at_home(use, tmp_path)


def test_another_word_is_not_detected(tmp_path, said):
    async def use(home):
        got = await home.ask(Detect(["hey_mycroft"]), *sent(said), until="not-detected")
        assert [event.type for event in got] == ["not-detected"]

    at_home(use, tmp_path)


def test_a_word_that_there_is_not_is_an_error_that_names_those_there_are(tmp_path, said):
    async def use(home):
        got = await home.ask(Detect(["computer"]), *list(sent(said))[:2], until="error")
        assert "okay nabu" in Error.from_event(got[-1]).text

    at_home(use, tmp_path)


def test_who_goes_on_sending_after_the_word_is_not_transcribed(tmp_path, said):
    async def use(home):
        async with home.client() as client:
            await client.write_event(Detect(["alexa"]).event())
            for _ in range(2):
                for event in list(sent(said))[:-1]:
                    await client.write_event(event.event())
            await client.write_event(Detect(["alexa"]).event())
            got = []
            with anyio.move_on_after(0.3):
                got.append(await client.read_event())
                got.append(await client.read_event())
        assert {event.type for event in got} == {"detection"}

    at_home(use, tmp_path)
