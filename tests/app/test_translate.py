"""`localvoice translate` on a sound file, with a recogniser and a language model that a test has written."""

import json
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from localvoice.app import talk as talking
from localvoice.app.engine import Engine
from localvoice.app.interpreter import pair
from localvoice.app.report import lags
from localvoice.audio.wav import read_wav, write_wav
from localvoice.cli import app
from localvoice.cli.attached import attached
from localvoice.errors import BadInput
from localvoice.events import RATE_HZ, Manner, Transcript
from localvoice.models import second_voice
from localvoice.settings import Settings
from localvoice.understanding.interpreting.pair import Pair

sys.path.append(str(Path(__file__).parents[1] / "dialogue"))
from interpreted_world import Model, espoken

SAID = "We have two rooms for you, but they are not ready before half past three."
MODEL = {
    "We have two rooms for you,": "Nous avons deux chambres pour vous,",
    "but they are not ready before half past three.": "mais elles ne sont pas prêtes avant trois heures et demie.",
}


class Counting:
    """Hears the words of a text one after the other, as sound comes."""

    def __init__(self, text, word_s):
        self.words, self.word_s, self.heard_s = text.split(), word_s, 0.0

    def listen(self, grammar):
        self.heard_s = 0.0
        return self

    def unknown_words(self, words):
        return set()

    def feed(self, pcm):
        self.heard_s += len(pcm) / RATE_HZ
        return ""

    def transcript(self):
        count = int((self.heard_s - 0.35) / self.word_s)
        return Transcript(" ".join(self.words[:count]), count > 0, 0.0, "en")

    def close(self): ...


@pytest.fixture
def recording(tmp_path):
    one = espoken(SAID, "en-us+m7")
    write_wav(tmp_path / "said.wav", one.pcm, RATE_HZ)
    return tmp_path / "said.wav", 0.9 * len(one.pcm) / RATE_HZ / len(SAID.split())


@pytest.fixture
def engine(monkeypatch, recording):
    model = Model(MODEL)
    given = {"recogniser": Counting(SAID, recording[1]), "lm": model}
    monkeypatch.setattr(talking, "Engine", partial(Engine, given=given))
    return model


def call(tmp_path, *words, code=0):
    done = CliRunner().invoke(app, ["translate", *map(str, words), "--profile", "starter", "--data", str(tmp_path)])
    assert done.exit_code == code, done.output
    return done


def test_a_sound_file_is_translated_line_by_line_with_its_lag(engine, recording, tmp_path):
    shown = call(tmp_path, recording[0], "--to", "fr", "--from", "en", "--wav", tmp_path / "out.wav").stdout
    for source, target in MODEL.items():
        assert f"        en  {source}\n        fr  {target}\n" in shown
    assert " s later" in shown
    pcm, rate_hz = read_wav(tmp_path / "out.wav")
    assert len(pcm) / rate_hz > 5.0
    assert np.abs(pcm).max() > 0.05


def test_the_same_as_one_document(engine, recording, tmp_path):
    told = json.loads(call(tmp_path, recording[0], "--to", "fr", "--json").stdout)
    assert [one["heard"] for one in told["clauses"]] == [*MODEL]
    assert {(one["from"], one["to"]) for one in told["clauses"]} == {("en", "fr")}
    assert 0 < told["p50_ms"] <= told["p95_ms"] < 8000
    assert "from English into French" in engine.opened[0]


def test_talk_with_the_persona_is_the_same_in_a_room_and_its_lag_is_in_the_trace(engine, recording, tmp_path):
    scene = tmp_path / "scene.toml"
    scene.write_text(f'[[line]]\nwav = "{recording[0]}"\nat_s = 3.0\n')
    (tmp_path / "settings.toml").write_text('translate_to = "fr"\nlanguage = "en"\n')
    words = ["talk", "--persona", "interpreter", "--room", scene, "--fast", "--profile", "starter", "--data", tmp_path]
    done = CliRunner().invoke(app, [*map(str, words)])
    assert done.exit_code == 0, done.output
    assert "        fr  J'interprète maintenant.\n" in done.stdout  # so that its echo is known
    assert f"        fr  {next(iter(MODEL.values()))}\n" in done.stdout
    told = json.loads(CliRunner().invoke(app, ["trace", "--json", "--data", str(tmp_path)]).stdout)
    lags = [turn["latency_ms"] for turn in told["turns"] if turn["heard"]]
    assert len(lags) == len(MODEL)
    spread = told["percentiles_ms"]["latency"]
    assert 0 < spread["p50"] <= spread["p95"] <= spread["max"] == pytest.approx(max(lags), abs=0.1)


def test_who_answers_in_turns_already_does_not_interpret_beside(tmp_path):
    class Running:
        def ask(self, verb):
            return {"settings": {"persona": "interpreter"}} if verb == "settings" else {"process": 1}

    with pytest.raises(BadInput, match="does not interpret: end it by `localvoice stop`"):
        attached(Running(), SimpleNamespace(folder=tmp_path, json=False), False)


def test_a_profile_that_cannot_says_which_one_can(tmp_path, recording):
    for profile, has in (("starter", "none"), ("tiny", "a tiny one of its own")):
        done = CliRunner().invoke(
            app, ["translate", str(recording[0]), "--to", "fr", "--profile", profile, "--data", str(tmp_path)]
        )
        assert done.exit_code == 1
        assert f"the profile {profile} has {has}" in done.stderr
        assert "`localvoice pull multilingual`" in done.stderr


def test_a_model_that_hears_and_speaks_at_once_translates_what_it_was_made_for(tmp_path, recording):
    def refused(profile, into):
        words = ["translate", str(recording[0]), "--to", into, "--profile", profile, "--data", str(tmp_path)]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 1
        return done.stderr

    assert "does not translate" in refused("duplex", "en")
    assert "translates from French into English alone" in refused("hibiki", "de")
    assert "The profile hibiki needs" in refused("hibiki", "en")  # a GPU, or its weights


def test_what_cannot_be_is_said_before_anything_is_done(tmp_path):
    assert "no language 'xx'" in call(tmp_path, "--to", "xx", code=1).stderr
    assert "one that is not French" in call(tmp_path, "--to", "fr", "--from", "fr", code=1).stderr
    assert "no sound file" in call(tmp_path, tmp_path / "none.wav", "--to", "fr", code=1).stderr


def test_the_languages_come_from_the_command_the_settings_or_the_persona():
    mine = Settings(persona="interpreter")
    assert pair(mine) == Pair("en")
    assert pair(Settings(persona="interpreter", translate_to="fr", language="de-DE")) == Pair("fr", "de", given=True)
    assert pair(Settings(persona="interpreter", translate_to="fr", language="fr, de")) == Pair("fr", "de", given=True)
    with pytest.raises(BadInput, match="name one that is not French"):
        pair(Settings(persona="interpreter", translate_to="fr", language="de, en"))


def test_a_language_that_the_voice_has_not_is_spoken_by_espeak():
    class English:
        rate_hz = 8000

        def say(self, phrase, manner):
            yield from ()

    voice = second_voice.SecondVoice(English())
    assert {"en", "fr", "de"} <= voice.languages
    assert list(voice.say("Hello.", Manner())) == []
    (first, *rest) = voice.say("Guten Morgen.", Manner(language="de"))
    assert 0.5 < sum(len(piece.pcm) for piece in (first, *rest)) / 8000 < 2.0
    assert first.words[0].end == 5


def test_nothing_interpreted_has_no_lag():
    assert lags([]) == {"p50_ms": None, "p95_ms": None, "clauses": []}
