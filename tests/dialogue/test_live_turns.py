"""A mind of turns in a live session: who speaks has the floor, work goes on, what is told is said or kept."""

import pytest
from live_minds import WEATHER, Table

from localvoice.dialogue.live.turns import HAND_OVER
from localvoice.models.roles import Entry, ToolCall
from localvoice.understanding.outlook import ACKNOWLEDGEMENT

CALL = ("weather", '{"city": "Bonn"}')
RESULT = (Entry("assistant", "", (ToolCall("weather", {"city": "Bonn"}),)), Entry("tool", "sunny", name="weather"))


def test_what_is_said_is_answered_once_with_silence_before_and_after():
    table = Table()
    assert table.step(5) == (False, "")
    table.says("hello")
    assert table.entries() == [("user", "hello")]
    assert table.step() == (False, "")
    table.makes("Good day.")
    assert table.step(9) == (True, "Good day.")
    assert table.step(9) == (False, "")
    table.says("bye")
    assert table.entries() == [("user", "hello"), ("assistant", "Good day."), ("user", "bye")]
    assert len(table.served.asked) == 2
    table.makes("Bye.")
    assert table.step(5)[1] == " Bye."
    assert table.program.told == [("heard", "hello"), ("heard", " bye")]


def test_what_is_asked_for_is_what_was_expected_so_that_a_guess_can_be_right():
    table = Table(WEATHER)
    expected = table.served.expected.asked.after("hello", "")
    table.says("hello")
    assert table.asked == expected
    table.makes("Good day.")
    table.step(10)
    expected = table.served.expected.asked.after("and now", "")
    table.says("and now")
    assert table.asked == expected


def test_who_speaks_stops_the_answer_and_the_history_holds_what_went_out():
    table = Table()
    table.says("a story")
    table.makes("Once upon a time there was", done=False)
    assert table.step(12)[0]
    table.starts()
    assert table.served.cancelled == ["answer2"]
    assert table.step(3) == (False, "")
    table.mind.turn_over(2000)
    table.mind.heard(table.served.committed[-1], "stop", "en", 0.5)
    assert table.entries()[1] == ("assistant", "Once upon a")
    table.makes("Well.")
    table.step(10)
    assert table.said == "Once upon a Well."


def test_who_goes_on_before_the_answer_is_answered_once_to_both():
    table = Table()
    table.says("what is the weather")
    table.says("in Bonn")
    assert table.served.cancelled == ["answer2"]
    assert table.entries() == [("user", "what is the weather"), ("user", "in Bonn")]


def test_a_cough_brings_the_answer_back_that_nobody_had_heard():
    table = Table()
    table.says("hello")
    table.starts()
    table.mind.speech_stopped(1000)
    assert len(table.served.asked) == 2
    assert table.entries() == [("user", "hello")]


def test_a_turn_without_words_is_not_answered_and_a_lost_one_is():
    table = Table()
    table.says("")
    assert table.served.asked == []
    table.starts()
    table.mind.turn_over(500)
    table.mind.hearing_failed(table.served.committed[-1], "Too busy.")
    assert table.program.told == [("note", "hearing_failed")]
    assert table.entries() == [("user", "(not understood)")]


def test_a_call_is_reported_and_its_result_is_answered_while_the_rest_is_still_being_said():
    table = Table(WEATHER)
    table.says("the weather in Bonn")
    assert table.asked.tools == (WEATHER,)
    table.makes("Let me look.", CALL)
    assert table.program.told[-1] == ("wanted", CALL)
    table.step(2)
    table.mind.work(RESULT)
    assert table.entries()[1:] == [("assistant", "Let me look."), ("tool", "sunny")]
    assert table.asked.entries[1].calls == (ToolCall("weather", {"city": "Bonn"}),)
    table.makes("It is sunny.")
    assert table.program.told[-1] == ("answered", "It is sunny.")
    table.step(40)
    assert table.said == "Let me look. It is sunny."


def test_who_interrupts_cancels_no_work():
    table = Table(WEATHER)
    table.says("the weather in Bonn")
    table.makes("", CALL)
    table.mind.work(RESULT)
    work = table.served.asked[-1]
    table.starts()
    table.makes("It is sunny.")
    assert table.served.cancelled == []
    assert table.step(5) == (False, "")
    table.mind.turn_over(2000)
    table.mind.heard(table.served.committed[-1], "and the time", "en", 0.5)
    assert table.served.asked[-1] != work
    assert table.entries()[-2:] == [("assistant", "It is sunny."), ("user", "and the time")]
    table.makes("It is noon.")
    table.step(60)
    assert table.said == "It is sunny. It is noon."


def test_a_work_s_answer_that_is_interrupted_is_told_as_far_as_it_was_made():
    table = Table(WEATHER)
    table.mind.work((Entry("user", "tell everything"),))
    table.makes("It is very long.", done=False)
    table.step(3)
    table.starts()
    assert table.program.told[-1] == ("answered", "It is very long.")


def test_a_work_that_fails_is_told_once_and_the_next_question_is_answered():
    table = Table(WEATHER)
    table.mind.work((Entry("user", "x"),))
    table.mind.failed(table.served.asked[-1][0], "No memory.")
    assert table.program.told == [("failed", "No memory.")]
    table.says("hello")
    assert table.entries()[-1] == ("user", "hello")


@pytest.mark.parametrize("thinks", [True, False])
def test_commentary_is_said_thinking_is_not_and_instructions_are_rules(thinks):
    table = Table(thinks=thinks, explained=("hello",))
    table.mind.tell("thinking", "Ann is ill.")
    table.mind.tell("instructions", "Be brief.")
    assert table.served.asked == []
    table.mind.tell("commentary", "It is sunny.")
    if thinks:
        assert table.entries()[-1] == ("user", "(Say or do this now, aloud: It is sunny.)")
    else:
        assert table.asked == "It is sunny."
    table.makes("It is sunny.")
    assert table.step(13) == (True, "It is sunny.")
    table.says("hello")
    assert table.asked.system == "Be kind.\nBe brief."
    assert table.entries()[0] == ("user", "(Ann is ill.)")


def test_commentary_waits_until_the_person_has_finished_and_is_not_lost():
    table = Table(thinks=False, explained=("hello",))
    table.starts()
    table.mind.tell("commentary", "It is sunny.")
    assert table.served.asked == []
    table.mind.speech_stopped(100)
    assert table.asked == "It is sunny."
    table.makes("It is sunny.")
    table.starts()
    table.mind.speech_stopped(100)
    assert table.step(13) == (True, "It is sunny.")


def test_an_acknowledgement_is_said_unless_something_is():
    table = Table(WEATHER)
    table.says("the weather")
    table.makes("", CALL)
    table.mind.acknowledge()
    assert table.asked == ACKNOWLEDGEMENT
    table.makes(ACKNOWLEDGEMENT)
    table.mind.acknowledge()
    assert len(table.served.asked) == 2


def test_a_model_hands_over_what_the_program_does_itself():
    table = Table(hands_over=True)
    table.says("book a flight")
    assert [tool["function"]["name"] for tool in table.asked.tools] == [HAND_OVER]
    table.makes("I will see to it.", (HAND_OVER, "{}"))
    assert table.program.told[-1] == ("delegated",)
    table.step(40)
    table.mind.tell("commentary", "It is booked.")
    roles = [entry.role for entry in table.asked.entries]
    assert roles == ["user", "assistant", "tool", "user"]


def test_skills_hand_over_what_they_cannot_explain():
    table = Table(thinks=False, explained=("what time is it",), hands_over=True)
    table.says("book a flight")
    assert (table.program.told[-1], table.served.asked) == (("delegated",), [])
    table.says("what time is it")
    assert table.entries()[-1] == ("user", "what time is it")


def test_what_is_said_stops_when_something_else_is_played():
    table = Table()
    table.says("hello")
    table.makes("Good day to you all.")
    table.step(3)
    table.mind.stop()
    assert table.step(5) == (False, "")


def test_a_mind_behind_another_one_writes_down_and_says_what_it_is_told_and_answers_nothing():
    table = Table(answers=False, frame_samples=1920)
    table.says("hello")
    assert (table.served.asked, table.served.expected) == ([], None)
    table.mind.tell("commentary", "It is sunny.")
    table.makes("It is sunny.")
    assert table.step(7) == (True, "It is sunny.")


def test_what_was_said_before_the_session_is_known():
    table = Table(history=(Entry("user", "I am Ann."), Entry("assistant", "Hello Ann.")))
    table.says("who am I")
    assert table.entries() == [("user", "I am Ann."), ("assistant", "Hello Ann."), ("user", "who am I")]


def test_sound_that_is_on_its_way_is_no_silence_for_a_while_and_then_it_is():
    table = Table()
    table.step(2)
    heard = table.served.bytes_heard
    table.stalls(10)
    assert table.served.bytes_heard == heard
    table.stalls(2)
    assert table.served.bytes_heard == 2 * heard
    table.mind.speech_started(80)
    table.mind.turn_over(160)
    table.mind.heard(table.served.committed[-1], "hello", "en", 0.1)
    assert table.program.spans == [(0.48, 0.56)]
