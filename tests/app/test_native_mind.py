"""Whole conversations with a mind that hears by itself, in the simulated room; what it says is scripted."""

import pytest
from native_rooms import talk
from scripted_native import FRAME, ScriptedNative

from localvoice.audio.simulated.scene import SceneLine

SKY = "Why on earth is the sky so blue in summer?"
LIGHT = ["Sunlight is scattered ", 12, "by the air, and blue light ", 12, "far more than red.", 30]
LONG = [f"word{number} " if not frames else 3 for number in range(40) for frames in (0, 1)]
SAID = "Sunlight is scattered by the air, and blue light far more than red."
RATE_HZ = 24_000


@pytest.fixture(scope="module")
def talked(tmp_path_factory):
    native = ScriptedNative(LIGHT)
    done = talk(native, [SKY, "Set a timer for ten minutes.", "Say that again."], tmp_path_factory.mktemp("talked"))
    return done, native.chats[0]


def replies(chat):
    return [done for done in chat.done if done[0] == "reply"]


def test_what_no_skill_explains_it_has_heard_itself_and_answers_in_its_own_sound(talked):
    done, chat = talked
    assert done.answers[0] == SAID
    assert done.captions.startswith(SAID)
    assert 1.5 < replies(chat)[-1][1] < 5.0  # seconds of sound
    turn = done.turns[0]
    assert turn.said_end_s - turn.first_audio_s == pytest.approx(54 * FRAME / RATE_HZ, abs=0.1)


def test_what_a_skill_explains_is_answered_by_the_skill_in_the_models_voice(talked):
    done, chat = talked
    assert done.turns[1].intent
    assert "ten minutes" in done.answers[1].lower().replace("10", "ten")
    assert ("note", done.understood[1].text, done.answers[1]) in chat.done
    assert done.answers[2] == done.answers[1]
    assert all(seconds < 5.0 for _, seconds in replies(chat))


def test_its_stages_are_in_the_trace(talked):
    turn = talked[0].turns[0]
    assert {"recognise", "read", "think", "say"} <= {span.name for span in turn.spans}
    assert turn.predicted_ms is not None


def test_somebody_who_says_stop_in_mid_word_is_heard_and_only_what_was_heard_is_kept(tmp_path):
    native = ScriptedNative(LONG)
    first, _ = talk(native, [SKY, SceneLine("Stop.", after="answer_start", delay_s=2.0)], tmp_path).turns
    assert first.barged_in
    ((_, heard, samples),) = [done for done in native.chats[0].done if done[0] == "cut"]
    assert first.said == heard
    assert 2.0 <= samples / RATE_HZ < 4.0
    assert len(heard) == pytest.approx(samples / RATE_HZ * 15.7, abs=25)


def test_an_interruption_in_words_that_no_skill_knows_is_answered_and_not_asked_back(tmp_path):
    native = ScriptedNative(LONG, LIGHT)
    other = SceneLine(
        "I would rather hear about the moon and the tides of the ocean.", after="answer_start", delay_s=2.0
    )
    done = talk(native, [SKY, other], tmp_path)
    assert done.answers[1] == SAID
    assert "what did you say" not in done.captions
