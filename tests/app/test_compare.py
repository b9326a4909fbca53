"""The comparison as it is made: the traditional way is one stage after the other, and who computes says so."""

import json
from dataclasses import replace

import anyio
import numpy as np
import pytest
from native_rooms import SimulatedClock
from scripted_native import ScriptedNative
from typer.testing import CliRunner

from localvoice.app.compare import compare as side_by_side
from localvoice.app.compare.advice import advice
from localvoice.app.compare.asking import ask
from localvoice.app.compare.chips import chips
from localvoice.app.compare.requests import Synthetic, recorded, spoken
from localvoice.app.compare.ways import FIXED_S, NATIVE, OVERLAPPED, TRADITIONAL, WholeMind
from localvoice.app.fit import Verdict, fits
from localvoice.audio.wav import write_wav
from localvoice.cli import app
from localvoice.clock import RealClock
from localvoice.engine.lane import Lane
from localvoice.engine.roofline import CHIPS
from localvoice.events import RATE_HZ, Frame, Note, Speech, Transcript
from localvoice.models import espeak
from localvoice.settings import Settings
from localvoice.store.catalogue import known
from localvoice.traces.compared.figures import Answer, Told
from localvoice.understanding.mind import Occasion, Out, Partial, Said, Saying, Understood


class Echoing:
    """A mind that says how many frames it had been told of when each word was said."""

    rate_hz = RATE_HZ

    def __init__(self):
        self.told = []

    def begin(self, said, occasion):
        self.said, self.occasion = said, occasion
        return self

    async def run(self, out):
        async for frame in self.said.frames:
            self.told.append(frame)
        out.tell(Partial("hello"))
        out.tell(Understood("hello", True))
        for text in ("One.", "Two."):
            out.tell(Saying(text, text))
            out.tell(Speech(np.ones(10, np.float32)))

    def take_back(self):
        self.taken_back = True

    def cut(self, heard, samples=None):
        self.heard = heard


def frames(count):
    return [Frame(np.zeros(512, np.float32), 1.0, 0.032 * at) for at in range(count)]


def whole(occasion, count=3):
    """What a mind held to one stage after the other was told while frames came, and what it told when they had."""

    async def main():
        mind, told, heard_meanwhile = Echoing(), [], []

        async def coming():
            for frame in frames(count):
                yield frame
                await anyio.lowlevel.checkpoint()
                heard_meanwhile.append(len(mind.told))

        exchange = WholeMind(mind).begin(Said(coming()), occasion)
        await exchange.run(Out(told.append, lambda: 9.0))
        exchange.cut("One.")
        exchange.take_back()
        return mind, [type(one).__name__ for one in told], heard_meanwhile

    return anyio.run(main)


def test_the_traditional_way_hears_nothing_before_all_was_said_and_speaks_when_all_was_made():
    mind, told, meanwhile = whole(Occasion(note=lambda words: Note(whispered=0.9)))
    assert meanwhile == [0, 0, 0]
    assert len(mind.told) == 3
    assert told == ["Partial", "Understood", "Saying", "Speech", "Saying", "Speech"]
    assert str(mind.occasion.note("hello")) == ""  # words alone
    assert (mind.heard, mind.taken_back) == ("One.", True)


def test_an_interruption_is_heard_at_once_in_every_way():
    assert whole(Occasion(interrupting=True))[2] == [1, 2, 3]


LONG = [f"word{number} " if not frames else 3 for number in range(40) for frames in (0, 1)]  # text, and frames of sound
LOUD = 0.02  # somebody speaks


class InOrder:
    """Hears these sentences, one an utterance, when it has been fed any sound."""

    def __init__(self, *sentences):
        self.sentences, self.text = list(sentences), ""

    def listen(self, grammar):
        self.text = ""
        return self

    def feed(self, pcm):
        if not self.text and self.sentences and np.abs(pcm).max() > LOUD:
            self.text = self.sentences.pop(0)
        return ""

    def transcript(self):
        return Transcript(self.text, True, 1.0)

    def close(self):
        pass

    def unknown_words(self, words):
        return set()


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """One request, then the long one that is interrupted, each way, on a virtual clock."""

    async def main():
        with Lane(RealClock()) as lane:
            requests = await spoken((Synthetic("What time is it?", "en-us+m7"),), lane)
        weights, found, told = tmp_path_factory.mktemp("weights"), [], []
        for way in (OVERLAPPED, TRADITIONAL):
            given = {"recogniser": InOrder("what time is it", "what can you do", "stop"), "voice": espeak.load()}
            found.append(await ask(way, requests, Settings(), weights, told.append, given=given))
        assert told == [f"Asking 1 request, the {way.name} way …" for way in (OVERLAPPED, TRADITIONAL)]
        return found

    return anyio.run(main)


def test_each_way_answers_the_request_and_the_traditional_one_later(asked):
    for one in asked:
        assert [answer.title for answer in one.answers] == ["What time is it?"]
        assert one.interrupted.title == "What can you do?"
        assert one.answers[0].said.startswith("It is")
        assert one.answers[0].understood
        assert not one.answers[0].cut_in
        assert one.answers[0].sound
    quick, slow = (one.answers[0] for one in asked)
    assert quick.latency_ms < slow.latency_ms
    assert slow.took_ms["endpoint"] >= 1000 * (FIXED_S - 0.1)
    assert all(span.start_s >= FIXED_S - 0.1 for span in slow.meanwhile)


def test_its_stages_add_up_to_the_latency(asked):
    for one in asked:
        for answer in one.answers:
            assert answer.path[0].start_s == pytest.approx(0, abs=1e-3)
            assert 1000 * answer.path[-1].end_s == pytest.approx(answer.latency_ms, abs=1)


def test_an_interruption_silences_every_way(asked):
    for one in asked:
        assert 0 < one.silent_ms < 1000


def test_the_figures_of_this_process_are_told(asked):
    for one in asked:
        assert one.processor_s > 0
        assert one.memory_gb > 0


def test_a_chip_is_computed_each_way_and_a_faster_one_is_faster():
    every = chips(known())
    assert set(every) == set(CHIPS)
    for ways in every.values():
        assert ways["traditional"].first_sound_ms > ways["overlapped"].first_sound_ms
        assert ways["traditional"].lead_ms == ways["traditional"].gate_ms == 1000 * FIXED_S
    assert every["m4-max"]["overlapped"].first_sound_ms < every["m1"]["overlapped"].first_sound_ms


def told(name, lates_ms, **more):
    answers = tuple(Answer("", latency_ms=late_ms, loudness_db=-20.0, understood=True) for late_ms in lates_ms)
    return Told(name, name.title(), "", answers=answers, **more)


def advised(quick, slow, native=None):
    return advice((quick, slow, native or told("native", ())), "m1", chips(known())["m1"])


def test_advice_names_the_way_that_is_sooner_by_how_much_and_what_that_costs():
    first, second, *_, last = advised(told("overlapped", [200, 210]), told("traditional", [1000, 1010]))
    assert first.startswith("The overlapped way fits you")
    assert "800 ms sooner" in first
    assert "none of the 2 requests" in second
    assert "simulated" in last


def test_advice_tells_who_is_cut_into_and_what_to_do():
    quick = told("overlapped", [200, 210])
    quick = replace(quick, answers=(*quick.answers, Answer("", latency_ms=1.0, cut_in=True)))
    assert any("patience" in sentence for sentence in advised(quick, told("traditional", [1000])))


def test_advice_says_first_what_no_way_understood():
    """Who is asked back at once is not served sooner."""
    quick, slow = told("overlapped", [200, 210]), told("traditional", [1000, 1010])
    lost = Answer("", latency_ms=300.0)
    missed = [replace(way, answers=(*way.answers, lost)) for way in (quick, slow)]
    assert advised(*missed)[0].startswith("1 of the 3 requests was not understood")
    only = [replace(way, answers=(lost,)) for way in (quick, slow)]
    first, *_ = sentences = advised(*only)
    assert first.startswith("The request was not understood")
    assert any("cut into no request" in sentence for sentence in sentences)
    one_way = replace(slow, answers=(*slow.answers, replace(lost, understood=True)))
    assert advised(missed[0], one_way)[0].startswith("The overlapped way fits you")


def test_advice_does_not_make_much_of_little():
    assert "about as fast" in advised(told("overlapped", [200]), told("traditional", [250]))[0]


def test_advice_without_an_answer_says_what_to_do():
    (sentence,) = advised(told("overlapped", ()), told("traditional", ()))
    assert "None of the requests was answered" in sentence


def test_a_whisper_that_is_answered_softly_is_worth_a_sentence():
    soft = Answer("", latency_ms=200.0, asked_note="whispered", loudness_db=-29.0)
    quick = told("overlapped", [200, 210])
    sentences = advised(replace(quick, answers=(*quick.answers, soft)), told("traditional", [1000]))
    assert any("9 dB softer" in sentence for sentence in sentences)


def test_recordings_of_the_persons_own_are_called_by_their_files(tmp_path):
    write_wav(tmp_path / "mine.wav", np.full(1600, 0.1, np.float32), RATE_HZ)
    (request,) = recorded([tmp_path / "mine.wav"])
    assert request.title == "mine.wav"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--chip", "z80"], "There is no chip “z80”"),
        (["nowhere.wav"], "nowhere.wav does not exist"),
        (["--html", "/nowhere/at/all.html"], "no folder /nowhere/at for the page"),
        (["--html", "."], "is a folder"),
        (["--profile", "duplex"], "hears and speaks at once"),
        (["--profile", "native"], "run `localvoice pull native` first"),
        (["--profile", "duplecks"], "There is no profile “duplecks”"),
        (["--persona", "nobody"], "There is no persona 'nobody'"),
    ],
)
def test_what_cannot_be_compared_is_said_before_anything_is_asked(words, said, tmp_path):
    done = CliRunner().invoke(app, ["compare", *words, "--data", str(tmp_path)])
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Asking" not in done.stderr


def test_the_command_prints_a_table_writes_a_page_and_gives_a_document(tmp_path, monkeypatch, asked):
    """What is asked is taken from the test above; the rest is the command as a person types it."""
    quick, slow = asked

    async def again(way, *rest):
        return quick if way is OVERLAPPED else slow

    monkeypatch.setattr(side_by_side, "ask", again)
    html = tmp_path / "compare.html"
    done = CliRunner().invoke(app, ["compare", "--html", str(html), "--json", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [way["name"] for way in found["ways"]] == ["overlapped", "traditional", "native"]
    assert found["ways"][0]["p50_ms"] < found["ways"][1]["p50_ms"]
    assert found["ways"][2]["why_not"]
    assert "m1-pro" in found["simulated"]["chips"]
    assert "What time is it?" in html.read_text()
    done = CliRunner().invoke(app, ["compare", "--data", str(tmp_path)])
    assert "What time is it?" in done.stdout


def test_the_native_way_is_measured_where_its_weights_are(tmp_path, monkeypatch, asked):
    profiles = []

    async def ask_again(way, requests, settings, *rest):
        profiles.append((way.name, settings.profile))
        return asked[0]

    monkeypatch.setattr(side_by_side, "ask", ask_again)
    monkeypatch.setattr(side_by_side, "there", lambda data, known: lambda profile: True)
    monkeypatch.setattr(side_by_side, "fits", lambda here, known: [roomy(fit) for fit in fits(here, known)])
    done = CliRunner().invoke(app, ["compare", "--json", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    (native,) = [way for way in json.loads(done.stdout)["ways"] if way["name"] == "native"]
    assert profiles[-1] == ("native", "native")
    assert native["p50_ms"]
    assert not native["why_not"]


def roomy(fit):
    return replace(fit, verdict=Verdict.FITS, missing=[])


@pytest.mark.parametrize(
    ("fit", "pulled", "said"),
    [
        ({"verdict": Verdict.NO, "peak_gb": 5.8}, True, "needs 5.8 GB"),
        ({}, False, "localvoice pull native"),
        ({"missing": ["lfm_audio"]}, True, "no code"),
    ],
)
def test_why_the_native_way_cannot_run_is_said(fit, pulled, said, tmp_path, monkeypatch, asked):
    async def ask_again(way, *rest):
        return asked[0]

    monkeypatch.setattr(side_by_side, "ask", ask_again)
    monkeypatch.setattr(side_by_side, "there", lambda data, known: lambda profile: pulled)
    monkeypatch.setattr(
        side_by_side, "fits", lambda here, known: [replace(roomy(one), **fit) for one in fits(here, known)]
    )
    done = CliRunner().invoke(app, ["compare", "--data", str(tmp_path)])
    assert said in " ".join(done.stdout.split())
    assert "simul." in done.stdout


def test_other_programs_at_work_are_told_of(monkeypatch):
    monkeypatch.setattr("os.getloadavg", lambda: (99.0, 0.0, 0.0))
    assert "a load of 99" in side_by_side._busy()[0]
    monkeypatch.setattr("os.getloadavg", lambda: (0.1, 0.0, 0.0))
    assert side_by_side._busy() == []


def test_the_native_way_is_asked_like_the_others(tmp_path):
    told = []

    async def main():
        with Lane(RealClock()) as lane:
            requests = await spoken((Synthetic("Why is the sky blue?", "en-us+m7"),), lane)
        given = {"native": ScriptedNative(["Because of the air. ", 30], LONG), "turn": None, "lm": None}
        how = Settings(profile="native")
        return await ask(NATIVE, requests, how, tmp_path, told.append, SimulatedClock(), given)

    found = anyio.run(main)
    (answer,) = found.answers
    assert told == ["Asking 1 request, the native way …"]
    assert answer.said == "Because of the air."
    assert answer.latency_ms > 0
    assert found.silent_ms > 0
