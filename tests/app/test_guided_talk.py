"""Whole talks with the technician and the describer: real sound, drawn screens, a clock that skips the waiting."""

import pytest
from drawn_screen import article, with_dialog
from resident_rooms import line
from seeing_room import held, said_over_the_person_s, words_a_minute

PERSONA = """
name = "technician"
prompt = "You help."
greeting = ""
unknown = "I did not understand that."
skills = ["technician", "manners", "help", "courtesy"]
procedures = ["procedures"]
"""
PRINTER = """
title = "the printer"
called = ["printer"]
asked = ["[the] paper is jammed"]
end = "The printer prints again."
[[step]]
say = "Open the window of the printer."
seen = ["Print queue"]
hint = "Its symbol is at the bottom of the screen."
[[step]]
say = "Take the paper out, and close the lid."
[[step]]
say = "Press Resume in that window."
gone = ["Paused"]
"""
EMPTY = article("My letter", "Dear Anna,\nhow are you?")
PAUSED = article("Print queue", "Letter to Anna", "Paused")
PRINTS = article("Print queue", "Letter to Anna", "Printing")
LAG_MS = 800  # of any answer; the look takes 480 of them


@pytest.fixture(scope="module")
def helped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("helped")
    (folder / "procedures").mkdir()
    (folder / "technician.toml").write_text(PERSONA)
    (folder / "procedures" / "printer.toml").write_text(PRINTER)
    lines = [
        line("the paper is jammed", 1.0),
        line("done", delay_s=2.0),
        line("done", delay_s=3.0),
        line("how many steps are left", after="answer_start", delay_s=1.0),
        line("what was the step again"),
        line("I did it", delay_s=4.0),
        line("finished", delay_s=2.0),
    ]
    screens = [EMPTY, EMPTY, PAUSED, PAUSED, PAUSED, PAUSED, PRINTS]
    return held(folder / "data", str(folder / "technician.toml"), lines, screens)


def test_the_technician_gives_one_step_looks_and_says_whether_it_is_done(helped):
    turns, _, _ = helped
    assert [(turn.heard, turn.said) for turn in turns if not turn.barged_in] == [
        ("the paper is jammed", "Step 1 of 3: Open the window of the printer."),
        ("done", "Not yet: I do not see “Print queue”. Its symbol is at the bottom of the screen."),
        ("how many steps are left", "2 steps with this one, of 3."),
        ("what was the step again", "Step 2 of 3: Take the paper out, and close the lid."),
        ("I did it", "All right. The last step: Press Resume in that window."),
        ("finished", "Good, that is done. The printer prints again."),
    ]
    (cut,) = [turn for turn in turns if turn.barged_in]
    assert cut.said.startswith("Good, that is")


def test_it_answers_soon_and_is_silent_while_the_person_speaks(helped):
    turns, room, eyes = helped
    lags = [turn.latency_ms for turn in turns]
    assert max(lags) < LAG_MS, lags
    assert said_over_the_person_s(room) < 0.5  # of the one interruption
    assert len(eyes.looked) >= 4


RAIN = "It will rain tomorrow in the north. The wind is strong.\nTake an umbrella with you, and a warm coat."
PAGE = ("Rain in the north", RAIN, "The ferry goes at nine. The next one goes at noon.")
BEHIND = article(*PAGE)
OVER = with_dialog(article(*PAGE), ("Save the changes to Letter?", "They are lost otherwise."), "Cancel", "Save")
NEWER = article(*PAGE, "The ferry at noon is cancelled.")


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    lines = [
        line("what's on the screen", 1.0),
        line("which buttons are there"),
        line("read everything"),
        line("stop reading", after="answer_start", delay_s=4.0),
        line("read on", after="quiet", delay_s=1.5),
        line("what changed", delay_s=1.5),
        line("spell the last word"),
    ]
    screens = [OVER, OVER, BEHIND, BEHIND, BEHIND, NEWER, NEWER]
    for _ in range(3):  # espeak-ng never says a sentence twice alike, and now and then one is not understood
        talk = held(tmp_path_factory.mktemp("described"), "describer", lines, screens)
        if not any(turn.said.startswith("Sorry") for turn in talk[0]):
            break
    return talk


def test_the_describer_tells_the_dialog_first_and_what_has_changed(described):
    said = {turn.heard: turn.said for turn in described[0]}
    assert said["what's on the screen"].startswith("A dialog, in the middle: Save the changes to Letter?")
    assert "Behind it: Rain in the north." in said["what's on the screen"]
    assert said["which buttons are there"] == "In the dialog, in the middle: Cancel and Save."
    assert said["what changed"] == "New, on the left: The ferry at noon is cancelled."
    assert said["spell the last word"] == "C, A, N, C, E, L, L, E, D."


def test_after_an_interruption_the_describer_goes_on_with_the_sentence_that_was_cut(described):
    said = {turn.heard: turn.said for turn in described[0]}
    (cut,) = [turn for turn in described[0] if turn.barged_in]
    assert cut.heard == "read everything"
    begun = cut.said.count(". ")
    whole = ("Rain in the north. " + RAIN.replace("\n", " ")).split(". ")
    assert said["read on"].startswith(whole[begun])


def test_a_description_is_soon_there_at_a_calm_pace_and_never_over_the_person(described):
    turns, room, _ = described
    answered = [turn for turn in turns if turn.latency_ms is not None]
    assert max(turn.latency_ms for turn in answered) < LAG_MS
    told = [turn for turn in answered if len(turn.said.split()) > 8 and not turn.barged_in]
    assert all(120 < words_a_minute(turn) < 240 for turn in told)  # espeak-ng at its usual pace
    assert said_over_the_person_s(room) < 0.5  # of the one interruption
