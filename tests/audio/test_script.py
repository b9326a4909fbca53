"""A person follows a script while the assistant is a list of stretches in which it speaks."""

import numpy as np
import pytest

from localvoice.audio.simulated.script import Line, Person, Script, voiced
from localvoice.events import FRAME_SAMPLES, RATE_HZ


def speech(seconds=0.5):
    """A sound that is voiced from its first to its last sample."""
    return np.full(round(seconds * RATE_HZ), 0.3, np.float32)


def play(script, assistant=(), seconds=20.0):
    """Run the script; `assistant` speaks in these (start_s, end_s). Returns the person and the track it made."""
    person, track = Person(script), []
    for start in range(0, round(seconds * RATE_HZ), FRAME_SAMPLES):
        if person.over(start):
            break
        at_s = (start + np.arange(FRAME_SAMPLES)) / RATE_HZ
        speaks = sum((begin <= at_s) & (at_s < end) for begin, end in assistant)
        track.append(person.step(0.1 * np.asarray(speaks, np.float32) * np.ones(FRAME_SAMPLES), start))
    return person, np.concatenate(track)


def starts(person):
    return [spoken.start_s for spoken in person.spoken]


def test_a_line_at_a_time_begins_at_that_very_sample():
    person, track = play(Script([Line(speech(), "hello", at_s=1.2345)]))
    first = np.flatnonzero(track)[0]
    assert first == round(1.2345 * RATE_HZ)
    assert np.array_equal(track[first : first + 8000], speech())
    assert person.spoken[0].first_voiced_s == first / RATE_HZ
    assert person.spoken[0].last_voiced_s == (first + 7999) / RATE_HZ
    assert person.spoken[0].text == "hello"


def test_a_line_after_the_answer_waits_until_the_assistant_has_been_quiet():
    lines = [Line(speech(), at_s=1.0), Line(speech(), after="answer_end", delay_s=0.7)]
    person, _ = play(Script(lines), assistant=[(2.0, 3.0), (3.4, 5.0)])
    assert starts(person) == pytest.approx([1.0, 5.7], abs=2 / RATE_HZ)


def test_an_interruption_begins_so_long_after_the_assistant_began():
    lines = [Line(speech(), at_s=1.0), Line(speech(), after="answer_start", delay_s=0.8)]
    person, _ = play(Script(lines), assistant=[(2.0, 6.0)])
    assert starts(person) == pytest.approx([1.0, 2.8], abs=1 / RATE_HZ)


def test_what_the_assistant_said_before_the_line_is_not_its_answer():
    lines = [Line(speech(), at_s=1.0), Line(speech(), after="answer_start", delay_s=0.2)]
    person, _ = play(Script(lines), assistant=[(0.2, 1.1), (4.0, 5.0)])
    assert starts(person) == pytest.approx([1.0, 4.2], abs=1 / RATE_HZ)


def test_an_interruption_is_answered_and_the_next_line_waits_for_that_answer():
    lines = [
        Line(speech(), at_s=1.0),
        Line(speech(), after="answer_start", delay_s=0.5),
        Line(speech(), after="answer_end", delay_s=0.6),
    ]
    person, _ = play(Script(lines), assistant=[(2.0, 2.8), (4.0, 5.0)])
    assert starts(person) == pytest.approx([1.0, 2.5, 5.6], abs=2 / RATE_HZ)


def test_a_murmur_into_an_answer_lets_the_next_line_wait_for_its_end():
    lines = [
        Line(speech(), at_s=1.0),
        Line(speech(0.2), "mm-hm", after="answer_start", delay_s=0.5),
        Line(speech(), after="answer_end", delay_s=0.5),
    ]
    person, _ = play(Script(lines), assistant=[(2.0, 6.0)])
    assert starts(person) == pytest.approx([1.0, 2.5, 6.5], abs=2 / RATE_HZ)


def test_after_quiet_needs_no_answer():
    lines = [Line(speech(), after="quiet", delay_s=0.5), Line(speech(), after="quiet", delay_s=1.0)]
    person, _ = play(Script(lines))
    assert starts(person) == pytest.approx([0.5, 2.0], abs=2 / RATE_HZ)


@pytest.mark.parametrize("after", ["answer_start", "answer_end"])
def test_an_answer_that_never_comes_is_waited_for_only_so_long(after):
    lines = [Line(speech(), at_s=1.0), Line(speech(), after=after, delay_s=0.1)]
    person, _ = play(Script(lines, patience_s=4.0))
    assert starts(person) == pytest.approx([1.0, 5.5], abs=2 / RATE_HZ)


def test_a_line_that_comes_due_during_the_one_before_waits_for_its_end():
    lines = [Line(speech(1.0), at_s=1.0), Line(speech(), at_s=1.5)]
    person, track = play(Script(lines))
    assert starts(person) == pytest.approx([1.0, 2.0], abs=FRAME_SAMPLES / RATE_HZ)
    assert np.count_nonzero(track) == 24_000


def test_the_scene_is_over_when_all_is_said_and_it_has_been_quiet():
    _, track = play(Script([Line(speech(), at_s=1.0)], quiet_s=2.0), assistant=[(2.0, 3.0)])
    assert len(track) / RATE_HZ == pytest.approx(5.0, abs=0.032)


def test_the_scene_ends_at_its_limit_whatever_happens():
    _, track = play(Script([Line(speech(), at_s=50.0)], end_s=4.0), assistant=[(1, 20)])
    assert len(track) / RATE_HZ == pytest.approx(4.0, abs=0.032)


def test_an_empty_script_is_a_person_who_listens():
    person, track = play(Script(quiet_s=1.0), assistant=[(0.5, 2.0)])
    assert person.spoken == []
    assert not track.any()
    assert len(track) / RATE_HZ == pytest.approx(3.0, abs=0.032)


def test_voice_is_what_is_above_45_db_below_the_peak():
    pcm = np.zeros(1000, np.float32)
    pcm[100], pcm[300], pcm[700], pcm[900] = 0.8 * 10 ** (-46 / 20), 0.8 * 10 ** (-44 / 20), 0.8, 0.001
    assert voiced(pcm) == (300, 700)
    assert voiced(np.zeros(50, np.float32)) == (0, 50)
    assert voiced(np.zeros(0, np.float32)) == (0, 0)
