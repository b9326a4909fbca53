"""Whole procedures by words: what a stranger says, and what the shelf keeps for another day."""

import pytest
from skill_talk import Talk

from localvoice.errors import BadInput
from localvoice.events import Block, View
from localvoice.tools.persona import read

PERSONA = """
name = "technician"
prompt = "You help."
greeting = ""
unknown = "I did not understand that."
skills = ["technician", "manners", "help", "courtesy", "clock"]
procedures = ["procedures"]
"""
PRINTER = """
title = "the printer"
called = ["printer"]
asked = ["[the] paper is jammed"]
[[step]]
say = "Open the lid."
seen = ["Lid open"]
hint = "Lift it at the left."
good = "The lamp goes out."
[[step]]
say = "Take the paper out."
[[step]]
say = "Close the lid."
gone = ["Lid open"]
"""
LAMP = "# The lamp\n1. Turn it on.\n2. Look at it.\n"


class Eyes:
    """Sees what it is told to, or fails."""

    def __init__(self, *texts, fails=""):
        self.texts, self.fails, self.looked = texts, fails, []

    async def view(self, where):
        self.looked.append(where)
        if self.fails:
            raise BadInput(self.fails)
        return View(where, tuple(Block("text", text) for text in self.texts))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("technician")
    (folder / "procedures").mkdir()
    (folder / "technician.toml").write_text(PERSONA)
    (folder / "procedures" / "printer.toml").write_text(PRINTER)
    (folder / "procedures" / "lamp.md").write_text(LAMP)
    return folder


@pytest.fixture(scope="module")
def one(folder):
    return Talk(str(folder / "technician.toml"))


@pytest.fixture
def talk(one):
    one.shelf.items, one.world.eyes, one.world.rest, one.world.thinks = [], None, "", False
    return one


def test_it_goes_on_when_it_sees_that_a_step_is_done(talk):
    talk.world.eyes = eyes = Eyes("Ready")
    assert talk.say("the paper is jammed") == "Step 1 of 3: Open the lid."
    assert talk.say("done") == "Not yet: I do not see “Lid open”. Lift it at the left."
    eyes.texts = ("LidOpen",)
    assert talk.say("okay, done now") == "Good, that is done. Step 2 of 3: Take the paper out."
    assert talk.say("I did it") == "All right. The last step: Close the lid."
    eyes.texts = ("Ready",)
    assert talk.say("finished") == "Good, that is done. That was the last step."
    assert talk.say("done") == "We have not begun anything. What is it that does not work?"
    assert set(eyes.looked) == {"screen"}


def test_another_day_it_goes_on_where_they_stopped(talk):
    talk.say("help me with the printer")
    talk.say("done")
    assert (
        talk.say("stop here, we go on later") == "All right, we stop here. Say “go on with printer” when you are ready."
    )
    talk.later(days=1)
    assert talk.say("go on with the printer").endswith("Step 2 of 3: Take the paper out.")
    talk.say("pause here")
    assert talk.say("where were we").endswith("Step 2 of 3: Take the paper out.")
    assert talk.say("start over").endswith("Step 1 of 3: Open the lid.")
    talk.say("forget it")
    assert not talk.shelf.items


def test_two_that_were_begun_do_not_get_mixed_up(talk):
    talk.say("help me with the printer")
    talk.say("done")
    assert talk.say("help me with the lamp") == "Step 1 of 2: Turn it on."
    assert talk.say("next") == "All right. The last step: Look at it."
    assert "Step 2 of 3" in talk.say("go on with the printer")
    assert "last step" in talk.say("go on with the lamp")


def test_go_on_says_the_rest_of_an_answer_that_had_to_wait(talk):
    talk.say("help me with the lamp")
    talk.world.rest = "Turn it on."
    assert talk.say("go on") == "Turn it on."
    assert talk.say("go on") == "All right. The last step: Look at it."


def test_a_look_that_fails_is_told_and_their_word_counts(talk):
    talk.world.eyes = Eyes(fails="The screen cannot be seen: allow it in the settings.")
    assert talk.say("the paper is jammed").startswith("The screen cannot be seen: allow it in the settings.")
    assert talk.say("done").endswith("Step 2 of 3: Take the paper out.")


def test_which_ones_there_are_can_be_asked(talk):
    assert (
        talk.say("what can you help me with") == "I can go through The lamp or the printer with you. Which one is it?"
    )


def test_a_language_model_may_answer_what_belongs_to_no_procedure(talk):
    talk.world.thinks = True
    assert talk.toolbox.match("done") is None


def test_a_language_model_starts_one_by_its_name_and_reports_steps(talk):
    named = {each["function"]["name"]: each["function"] for each in talk.toolbox.schemas()}
    assert {"guide_start", "guide_done", "guide_stop"} <= set(named)
    call = talk.toolbox.call("guide_start", {"procedure": "printer"})
    assert talk.run(call).text.endswith("Step 1 of 3: Open the lid.")


SAYINGS = {
    "start": ["the paper is jammed", "my printer doesn't work", "walk me through the lamp", "the printer is broken"],
    "done": [
        "done",
        "I did it",
        "okay next",
        "ready",
        "finished",
        "that's done",
        "yes I've done that",
        "okay what now",
    ],
    "again": [
        "sorry what do I click",
        "I didn't get that step",
        "what was the step again",
        "what do I have to do",
        "repeat the step",
        "I forgot what to do",
    ],
    "back": [
        "take me back to the last step",
        "can we go back",
        "go back",
        "back one step",
        "previous step",
        "go back one step",
    ],
    "failed": [
        "it says something else",
        "the window didn't open",
        "nothing's happening",
        "it doesn't work",
        "that didn't work",
        "nothing happened",
        "I get an error",
        "no luck",
    ],
    "lost": [
        "I don't know where that is",
        "there is no such button",
        "I can't find it",
        "I don't see that",
        "where is that",
        "I'm stuck",
        "how do I do that",
    ],
    "skip": ["skip that", "skip this step", "leave that out", "I don't need that"],
    "left": [
        "are we there yet",
        "how many steps are left",
        "how many more",
        "which step are we at",
        "are we almost done",
    ],
    "expect": ["what do I see if it worked", "how do I know it worked", "what should happen now"],
    "stop": [
        "I need to go let's do this later",
        "stop here we go on later",
        "let's go on later",
        "I have to go",
        "that's enough for today",
    ],
    "sure": ["it is there", "I do see it", "believe me", "but it is"],
}


@pytest.mark.parametrize("meant", SAYINGS)
def test_strangers_words_are_understood(talk, meant):
    talk.say("help me with the lamp")
    for said in SAYINGS[meant]:
        call = talk.toolbox.match(said)
        assert call, said
        assert call.intent.startswith(f"guide_{meant}"), (said, call.intent)


def test_the_persona_of_the_package_can_be_read():
    made = Talk("technician")
    assert "Wi-Fi" in made.say("the wifi is not working") or "step" in made.say("help me with the internet").lower()


def test_a_persona_names_procedures_that_can_be_read(folder, tmp_path):
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "odd.md").write_text("no heading")
    (tmp_path / "odd.toml").write_text(PERSONA)
    with pytest.raises(BadInput, match=r"odd\.md"):
        read(tmp_path / "odd.toml").intents()
