"""What the grammar's ear does not explain is heard again openly. The cascade with two scripted recognisers."""

import random
from datetime import datetime

import anyio
import pytest
from test_cascade import Beep, Following, Paper, Still, turn

from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, Speech, Transcript
from localvoice.tools.persona import persona
from localvoice.tools.reading.likeness import guessed
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding import both_ears
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.mind import Occasion, Understood

NOW = datetime(2026, 5, 4, 15, 30)
LETTERS_S = 13  # as fast as people speak


class Grammatical(Following):
    """The grammar's ear: what it hears in each turn, whether it accepts that, and whether surely."""

    def __init__(self, *turns):
        super().__init__("")
        self.turns, self.heard = list(turns), None

    def transcript(self):
        text, accepted, sure = self.turns.pop(0) if self.turns else ("", False, True)
        return Transcript(text, accepted, 5.0 if sure else 1.0, sure=sure)

    def pronunciations(self, words):
        return {word: [guessed(word)] for word in words}


class Open:
    """The open ear: what it hears in each turn, surely or not; it counts the samples that it was given."""

    def __init__(self, *texts, score=-0.3, others=()):
        self.texts, self.score, self.others, self.samples = list(texts), score, others, []

    def listen(self, grammar):
        assert grammar is None
        return self

    def feed(self, pcm):
        self.samples.append(len(pcm))
        return ""

    def transcript(self):
        text = self.texts.pop(0) if self.texts else ""
        return Transcript(text, bool(text), self.score)

    def transcript_steps(self):
        yield ""
        return self.transcript()

    def others_steps(self, most):
        yield ""
        return [Transcript(each, True, self.score) for each in self.others[:most]]

    def close(self):
        pass


def talk(first, ear, occasion=Occasion(), name="assistant"):  # noqa: B008 (frozen)
    """What was understood in each turn, whether anything was said in it, and what the shelf holds at the end."""

    async def main():
        clock = Still()
        lane = Lane(clock)
        toolbox = Toolbox(persona(name), World(Paper(), lambda: NOW, random.Random(1)))
        mind = Cascade(lane, clock, Models(first, Beep(), open_ear=ear), toolbox)
        understood = []
        with lane, anyio.fail_after(20):
            for text, _, _ in list(first.turns):
                frames = round(len(text.replace(" ", "")) / LETTERS_S / FRAME_S) or 40
                told = await turn(mind, clock, [0.9] * frames, occasion=occasion)
                understood += [each for each in told if isinstance(each, Understood)]
                assert bool(understood[-1].answer) == any(isinstance(each, Speech) for each in told)
        return understood, [(item.kind, item.text, item.data) for item in toolbox.world.shelf.all()]

    return anyio.run(main)


@pytest.mark.parametrize("text", ["stop talking", "stop", "never mind", "thank you very much"])
def test_a_word_or_two_and_manners_that_were_surely_heard_are_not_heard_again(text):
    ear = Open("play some jazz")
    (understood,), _ = talk(Grammatical((text, True, True)), ear)
    assert (understood.accepted, ear.samples) == (True, [])


@pytest.mark.parametrize("text", ["we need butter", "please empty our shopping list", "what's on my shopping list"])
def test_a_request_is_heard_by_both_ears_though_it_was_sure(text):
    (understood,), shelf = talk(Grammatical((text, True, True)), Open("Who won the game last night?"))
    assert understood.answer == "I heard “who won the game last night”, but I can't do that."
    assert shelf == []


@pytest.mark.parametrize("openly", ["We need to argue.", "We need better.", "Me.", ""])
def test_words_that_are_about_the_same_or_not_whole_do_not_overrule_what_was_surely_heard(openly):
    (understood,), _ = talk(Grammatical(("we need butter", True, True)), Open(openly, score=-0.5))
    assert understood.answer == "I added butter to your shopping list."


@pytest.mark.parametrize(("score", "answer"), [(-0.5, "I added butter"), (-0.3, "Shall I add butter")])
def test_the_surer_the_open_ear_is_the_less_its_words_may_differ(score, answer):
    ear = Open("We need to argue.", score=score)
    (understood,), _ = talk(Grammatical(("we need butter", True, True)), ear)
    assert understood.answer.startswith(answer)


def test_where_a_skill_explains_the_open_words_otherwise_they_are_asked_about():
    first = Grammatical(("set a timer for eight minutes", True, True))
    (understood,), _ = talk(first, Open("Cancel my eight minute timer."))
    assert understood.intent.startswith("timer_cancel")
    ask = Grammatical(("clear the pasta timer please", True, True))
    (understood,), shelf = talk(ask, Open("Add pasta to my shopping list."))
    assert (understood.answer, shelf) == ("Shall I add pasta to your shopping list?", [])


@pytest.mark.parametrize("openly", ["Might be up in fourteen minutes.", "Might be up in forty minutes."])
def test_what_was_hardly_accepted_and_sounds_a_little_like_it_is_asked_about(openly):
    first = Grammatical(("wake me up in fourteen minute", True, False))
    (understood,), shelf = talk(first, Open(openly))
    assert understood.answer.startswith("Shall I ")
    assert shelf == []


@pytest.mark.parametrize(
    ("grammar", "openly", "answer"),
    [
        ("is the butter on the list", "Stick butter on the list.", "Shall I add butter to your shopping list?"),
        ("show the pasta timer", "Drop the pasta timer.", "Shall I cancel the pasta timer?"),
        ("read my notes", "Read my emails.", "I heard “read my emails”, but I can't do that."),
    ],
)
def test_words_that_the_open_ear_is_sure_of_count_though_the_other_sounds_like_them(grammar, openly, answer):
    (understood,), shelf = talk(Grammatical((grammar, True, True)), Open(openly, score=-0.02))
    assert (understood.answer, shelf) == (answer, [])


@pytest.mark.parametrize(
    ("score", "answer"), [(-0.3, "Shall I cancel the pasta timer?"), (-0.5, "There is no timer running.")]
)
def test_another_request_that_sounds_alike_counts_where_the_open_ear_is_fairly_sure(score, answer):
    ear = Open("Drop the pasta timer.", score=score)
    (understood,), _ = talk(Grammatical(("show the pasta timer", True, True)), ear)
    assert understood.answer == answer


def test_where_nobody_can_serve_the_open_ears_words_the_others_are_asked_about():
    sure = Open("But cabbages want a list.", score=-0.05)
    (understood,), shelf = talk(Grammatical(("put cabbages on the list", True, True)), sure)
    assert (understood.answer, shelf) == ("Shall I add cabbages to your shopping list?", [])
    (understood,), _ = talk(Grammatical(("read my notes", True, True)), Open("Read my emails.", score=-0.05))
    assert understood.answer == "I heard “read my emails”, but I can't do that."


def test_what_no_skill_explains_may_have_been_something_else_that_was_nearly_as_likely():
    ear = Open("Kill the post a timer.", others=("Trop the pasta timer.", "Drop the pasta timer."))
    (understood,), _ = talk(Grammatical(("", False, True)), ear)
    assert understood.answer == "Shall I cancel the pasta timer?"


def test_a_number_that_only_the_open_ear_heard_and_that_may_be_another_is_asked_about():
    ear = Open("Count down eighty minutes.", others=("Count down eighteen minutes.",))
    (understood,), shelf = talk(Grammatical(("", False, True)), ear)
    assert (understood.answer, shelf) == ("Eighteen or eighty?", [])


@pytest.mark.parametrize(
    ("grammar", "openly", "answer"),
    [
        ("set a timer for twenty two minutes", "Hey set a timer for ten minutes.", "Timer set for 10 minutes."),
        ("count down fifty minutes please", "Count down twelve minutes, please.", "Timer set for 12 minutes."),
    ],
)
def test_a_number_that_was_not_accepted_does_not_count_against_another(grammar, openly, answer):
    (understood,), _ = talk(Grammatical((grammar, False, True)), Open(openly))
    assert understood.answer == answer


def test_there_is_no_waiting_for_the_open_ear_beyond_the_budget():
    ear = Open("Play some jazz.")
    late = Occasion(times_ms=lambda: (128.0, 390.0))
    (understood,), _ = talk(Grammatical(("we need butter", True, True)), ear, occasion=late)
    assert (understood.intent, ear.samples) == ("shopping_add", [])


def test_an_answer_to_a_question_is_not_heard_twice():
    first = Grammatical(("", False, True), ("yes", True, True))
    (_, done), shelf = talk(first, Open("Sat or timer for ten minutes.", "Chess."))
    assert (done.answer, len(shelf)) == ("Timer set for 10 minutes.", 1)


def test_a_refused_turn_is_heard_again_whole_and_its_words_reach_the_skill():
    ear = Open("What time is it?")
    (understood,), _ = talk(Grammatical(("add thirty to forty", False, True)), ear)
    assert understood.intent == "time"
    assert ear.samples == [38 * 512]


def test_words_that_sound_like_the_menu_are_taken_for_it():
    ear = Open("Can I get a large moca with soy milk?")
    (understood,), _ = talk(Grammatical(("", False, True)), ear, name="cafe")
    assert (understood.intent, understood.text) == ("order", "can i get a large mocha with soy milk")


@pytest.mark.parametrize(
    ("openly", "intent"),
    [
        ("What's the time?", "time"),  # both heard the same
        ("What is today's date?", "date"),  # the open ear heard another request
        ("", "time"),  # nothing to weigh it against
    ],
)
def test_where_the_grammar_was_not_sure_both_ears_decide(openly, intent):
    (understood,), _ = talk(Grammatical(("what's the time", True, False)), Open(openly))
    assert understood.intent == intent


def test_what_was_hardly_accepted_and_is_something_else_to_the_open_ear_does_nothing():
    (understood,), _ = talk(Grammatical(("clear my shopping list please", True, False)), Open("Play some jazz."))
    assert not understood.accepted
    assert understood.answer == "I heard “play some jazz”, but I can't do that."


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("Book me a flight to Paris.", "I heard “book me a flight to Paris”, but I can't do that."),
        ("I've lost my keys!", "I heard “I've lost my keys”, but I can't do that."),
        ("la " * 20, "Sorry, I did not understand that. Ask me what I can do."),  # nobody wants to hear all that again
        ("", "Sorry, I did not understand that. Ask me what I can do."),
    ],
)
def test_the_person_hears_what_was_understood_and_cannot_be_done(heard, said):
    (understood,), _ = talk(Grammatical(("", False, True)), Open(heard))
    assert understood.answer == said


@pytest.mark.parametrize("slow", [False, True])  # the open ear hears nothing, or would take too long
def test_what_only_an_unsure_ear_heard_is_asked_about_before_it_changes_anything(slow, monkeypatch):
    monkeypatch.setattr(both_ears, "WORTH_MS", 0.0 if slow else both_ears.WORTH_MS)
    ear = Open("")
    (understood,), kept = talk(Grammatical(("add flour and jam to my shopping list", True, False)), ear)
    assert understood.answer == "Shall I add flour and jam to your shopping list?"
    assert (kept, bool(ear.samples)) == ([], not slow)


def test_what_was_repaired_heavily_is_asked_about_before_it_changes_anything():
    first = Grammatical(("", False, True), ("yes", True, True))
    (asked, done), shelf = talk(first, Open("Sat or timer for ten minutes."))
    assert asked.answer == "Shall I set a timer for 10 minutes?"
    assert done.answer == "Timer set for 10 minutes."
    assert [data["seconds"] for _, _, data in shelf] == [600]


FIFTY = ("set a timer for fifty minutes", True, True)


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [("fifteen", [15]), ("i said fifty minutes please", [50]), ("no fifteen minutes", [15]), ("neither", [])],
)
def test_a_ten_that_the_open_ear_takes_for_a_teen_is_asked_about(answer, minutes):
    first = Grammatical(FIFTY, (answer, True, True))
    (asked, done), shelf = talk(first, Open("Set a timer for fifteen minutes."))
    assert asked.answer == "Fifteen or fifty?"
    assert [data["seconds"] / 60 for _, _, data in shelf] == minutes
    assert done.accepted


def test_a_ten_is_asked_about_where_garbled_words_sound_more_like_its_teen():
    first = Grammatical(("what is forty times seven", True, True), ("fourteen", True, True))
    (asked, done), _ = talk(first, Open("What is fourting times seven?"))
    assert (asked.answer, done.answer) == ("Fourteen or forty?", "14 times 7 is 98.")


def test_what_a_refused_sentence_and_words_nearly_as_likely_agree_in_was_said():
    ear = Open("What in 1327?", others=("Whatever.", "What's 13 times seven?"))
    (understood,), _ = talk(Grammatical(("what is thirteen times seven", False, True)), ear)
    assert "91" in understood.answer


def test_a_ten_and_a_unit_that_the_open_ear_takes_for_a_teen_are_asked_about():
    first = Grammatical(("set a timer for fifty two minutes", True, True), ("fifteen", True, True))
    (asked, _), shelf = talk(first, Open("Set a timer for 15 minutes."))
    assert asked.answer == "Fifteen or fifty two?"
    assert [data["seconds"] / 60 for _, _, data in shelf] == [15]


def test_another_teen_that_was_heard_in_place_of_a_ten_is_asked_about():
    first = Grammatical(("set a timer for twenty seconds", True, True), ("nineteen", True, True))
    (asked, _), shelf = talk(first, Open("Set a timer for 19 seconds."))
    assert asked.answer == "Nineteen or twenty?"
    assert [data["seconds"] for _, _, data in shelf] == [19]


@pytest.mark.parametrize(
    ("grammar", "openly", "asked"),
    [
        ("how many kilometers are in seventeen miles", "How many kilometers make up 10 miles?", "Ten or seventeen?"),
        ("what is fifteen percent of sixty three", "What is 9 percent of 42?", ""),  # nothing is the same
        ("what is five hundred and two times two", "What is 500 and 12 times 2?", ""),  # no answer could be heard
    ],
)
def test_another_number_in_the_same_place_is_asked_about(grammar, openly, asked):
    (understood,), _ = talk(Grammatical((grammar, True, True)), Open(openly, score=-0.2))
    assert understood.answer == asked if asked else "?" not in understood.answer


@pytest.mark.parametrize(
    "openly", ["Set a timer for 50 minutes.", "Santa, time or for fifty minutes.", "Bless you.", ""]
)
def test_a_ten_is_not_asked_about_where_nothing_speaks_for_the_teen(openly):
    (understood,), shelf = talk(Grammatical(FIFTY), Open(openly))
    assert understood.answer == "Timer set for 50 minutes."
    assert len(shelf) == 1


def test_the_answer_to_which_of_the_two_is_weighed_and_not_asked_about_again():
    first = Grammatical(FIFTY, ("fifty", True, True))
    _, shelf = talk(first, Open("Set a timer for fifteen minutes.", "Fifteen."))
    assert [data["seconds"] / 60 for _, _, data in shelf] == [15]


def test_an_answer_that_is_neither_of_the_two_puts_the_question_again():
    first = Grammatical(FIFTY, ("seventy", True, True), ("fifty", True, True))
    (_, again, done), _ = talk(first, Open("Set a timer for fifteen minutes.", "Seventy.", "Fifty."))
    assert (again.answer, done.answer) == ("Fifteen or fifty?", "Timer set for 50 minutes.")


def test_what_no_skill_explains_does_not_interrupt_as_a_request_though_it_was_heard():
    (understood,), _ = talk(Grammatical(("", False, True)), Open("And now the weather."), Occasion(interrupting=True))
    assert not understood.accepted
    assert "weather" not in understood.answer


def test_a_refused_interruption_that_a_skill_explains_does_interrupt():
    (understood,), _ = talk(Grammatical(("", False, True)), Open("What time is it?"), Occasion(interrupting=True))
    assert understood.intent == "time"


def test_a_recogniser_of_open_speech_needs_no_second_ear():
    class Free(Grammatical):
        prepare = None

    ear = Open("what time is it")
    first = Free(("play some jazz", True, True))
    (understood,), _ = talk(first, ear)
    assert (understood.accepted, ear.samples) == (False, [])
