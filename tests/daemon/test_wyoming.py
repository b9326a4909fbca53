"""Home Assistant's requests, made with the wyoming package's own client over TCP: sound to words, and what there is."""

import anyio
import pytest
from wyoming.asr import Transcribe, Transcript, TranscriptChunk
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming_home import Beep, Counting, Opener, answered, at_home, sent, spoken

from localvoice.app.parts import AT_ONCE
from localvoice.events import RATE_HZ
from localvoice.settings import Settings

LONG = "the quick brown fox jumps over the lazy dog and then it sleeps for a very long time under the old tree"


@pytest.fixture(scope="module")
def sentence():
    return spoken("what time is it")


@pytest.fixture(scope="module")
def story():
    return spoken(LONG)


def test_it_says_what_there_is_by_whom_and_under_which_licence(tmp_path):
    async def use(home):
        [event] = await home.ask(Describe(), until="info")
        info = Info.from_event(event)
        [asr], [tts], [handle], [wake] = info.asr, info.tts, info.handle, info.wake
        assert not info.intent
        assert asr.supports_transcript_streaming
        assert tts.supports_synthesize_streaming
        assert handle.supports_handled_streaming
        assert not handle.supports_home_control
        assert {model.phrase for model in wake.models} == {"okay nabu", "hey jarvis", "hey mycroft", "alexa"}
        every = [asr, tts, handle, wake, *asr.models, *tts.voices, *handle.models, *wake.models]
        assert all(one.installed and one.version and one.attribution.name and one.description for one in every)
        assert all(one.languages for one in [*asr.models, *tts.voices, *handle.models, *wake.models])
        assert "BSD-2-Clause" in asr.models[0].description
        assert tts.voices[0].name == "heart"

    at_home(use, tmp_path)


def test_the_voice_of_the_settings_is_told_first(tmp_path):
    async def use(home):
        [event] = await home.ask(Describe(), until="info")
        assert Info.from_event(event).tts[0].voices[0].name == "en-us"

    at_home(use, tmp_path, settings=Settings(wyoming_port=0, voice="en-us"))


def test_a_ping_comes_back_with_its_text(tmp_path):
    async def use(home):
        [event] = await home.ask(Ping("here?"), until="pong")
        assert Pong.from_event(event).text == "here?"

    at_home(use, tmp_path)


def test_sound_becomes_words(tmp_path, sentence):
    async def use(home):
        got = await home.ask(Transcribe(language="en"), *sent(sentence), until="transcript-stop")
        types = [event.type for event in got]
        assert (types[0], types[-2:]) == ("transcript-start", ["transcript", "transcript-stop"])
        assert set(types[1:-2]) == {"transcript-chunk"}
        said = Transcript.from_event(got[-2])
        assert (said.text, said.language) == ("what time is it", "en")
        assert "".join(TranscriptChunk.from_event(event).text for event in got[1:-2]) == said.text

    at_home(use, tmp_path, recogniser=Counting("what time is it"), open_ear=None)


def test_words_come_while_somebody_still_speaks(tmp_path, story):
    async def use(home):
        async with home.client() as client:
            *sound, stop = sent(story)
            for event in sound:
                await client.write_event(event.event())
            early = await answered(client, "transcript-chunk")
            assert early[-1].type == "transcript-chunk"
            await client.write_event(stop.event())
            rest = await answered(client, "transcript-stop")
        chunks = [each for each in [*early, *rest] if each.type == "transcript-chunk"]
        assert "".join(TranscriptChunk.from_event(each).text for each in chunks) == LONG
        assert Transcript.from_event(rest[-2]).text == LONG

    at_home(use, tmp_path, recogniser=Counting(LONG), open_ear=None)


@pytest.mark.parametrize(
    ("rate_hz", "width", "channels"), [(16_000, 2, 1), (48_000, 2, 2), (22_050, 4, 1), (8000, 2, 1), (44_100, 2, 1)]
)
def test_sound_in_other_formats_is_the_same_sound(tmp_path, sentence, rate_hz, width, channels):
    ear = Counting("what time is it")

    async def use(home):
        got = await home.ask(*sent(sentence, rate_hz, width, channels), until="transcript-stop")
        assert Transcript.from_event(got[-2]).text == "what time is it"
        heard = sum(map(len, ear.fed))
        assert 26_000 < heard < 28_000  # silence around it is left out

    at_home(use, tmp_path, recogniser=ear, open_ear=None)


def test_silence_is_an_empty_transcript(tmp_path, sentence):
    async def use(home):
        got = await home.ask(Transcribe(), *sent(0 * sentence), until="transcript-stop")
        assert [event.type for event in got] == ["transcript-start", "transcript", "transcript-stop"]
        assert Transcript.from_event(got[1]).text == ""

    at_home(use, tmp_path, recogniser=Counting("what"), open_ear=None)


def test_two_sounds_on_one_connection_are_two_transcripts(tmp_path, sentence):
    async def use(home):
        async with home.client() as client:
            for _ in range(2):
                for event in sent(sentence):
                    await client.write_event(event.event())
                got = await answered(client, "transcript-stop")
                assert Transcript.from_event(got[-2]).text == "what time is it"

    at_home(use, tmp_path, recogniser=Counting("what time is it"), open_ear=None)


def test_a_microphone_that_was_left_open_is_an_utterance_that_ends(tmp_path, story):
    async def use(home):
        async with home.client() as client:
            start, *sound, _ = sent(story, samples=8000)
            await client.write_event(start.event())

            async def send():
                while True:
                    for event in sound:
                        await client.write_event(event.event())

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(send)
                got = await answered(client, "transcript-stop")
                tasks.cancel_scope.cancel()
        assert Transcript.from_event(got[-2]).text == LONG

    ear = Counting(LONG)
    at_home(use, tmp_path, recogniser=ear, open_ear=None)
    assert sum(map(len, ear.fed)) < 70 * RATE_HZ


def test_twenty_connections_at_once_are_all_served(tmp_path):
    voice = Beep()

    async def use(home):
        async with anyio.create_task_group() as tasks:
            for _ in range(20):
                tasks.start_soon(one, home)

    async def one(home):
        got = await home.ask(Describe(), until="info")
        assert [event.type for event in got] == ["info"]

    at_home(use, tmp_path, voice=voice, lm=Opener("Well."))


def test_many_who_speak_at_once_are_all_understood_by_few_recognisers(tmp_path, sentence):
    class Lent(Counting):
        alive = most = 0

        def another(self):
            return Lent("what time is it")

        def listen(self, grammar):
            Lent.alive += 1
            Lent.most = max(Lent.most, Lent.alive)
            return super().listen(grammar)

        def transcript(self):
            Lent.alive -= 1
            return super().transcript()

    async def one(home):
        got = await home.ask(*sent(sentence), until="transcript-stop")
        assert Transcript.from_event(got[-2]).text == "what time is it"

    async def use(home):
        async with anyio.create_task_group() as tasks:
            for _ in range(12):
                tasks.start_soon(one, home)

    at_home(use, tmp_path, recogniser=Lent("what time is it"), open_ear=None)
    assert 1 < Lent.most <= AT_ONCE
