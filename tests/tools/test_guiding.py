"""Procedures as files, what a picture must show, and where the person is: all of it without eyes and ears."""

import pytest

from localvoice.errors import BadInput
from localvoice.models.pocketsphinx.dictionary import pronunciations
from localvoice.tools.guiding.checking import missing
from localvoice.tools.guiding.guide import Event, Place, Sight, expected, looks, move
from localvoice.tools.guiding.procedure import Procedure, Step, here, read
from localvoice.tools.persona import FOLDER

PLAIN = Procedure("the tap", (Step("Open the tap."), Step("Close the tap.", hint="Turn it right."), Step("Dry it.")))
CHECKED = Procedure(
    "the printer",
    (
        Step("Open the printer's window.", seen=("Print Queue",), hint="It is in the dock."),
        Step("Delete the jobs.", gone=("Waiting",)),
    ),
    end="It prints again.",
)
SEES = Sight()
MISSES = Sight(("I do not see “Print Queue”",))
ODD_TOML = {
    "title = 'a'\n[[step]]\nsay = 'b'\nlook = 1": "unknown look",
    "title = 'a'\nstep = []": "has no step",
    "title = 'a'\nasked = ['open (it']\n[[step]]\nsay = 'b'": "cannot be read",
    "title = 'a'\n[[step]]\nseen = ['b']": "lacks say",
}
MARKDOWN = """
# The coffee machine
Asked: clean the coffee machine, descale it
Look: camera

1. Take out the tray,
   and empty it.
   - Seen: Tray missing|No tray
   Hint: It is at the bottom.
2) Put it back.
"""


def test_one_step_is_told_at_a_time():
    moved = move(PLAIN, Place(), Event.START, None)
    assert moved.say == "Step 1 of 3: Open the tap."
    moved = move(PLAIN, moved.place, Event.DONE, None)
    assert moved.say == "All right. Step 2 of 3: Close the tap."
    assert move(PLAIN, moved.place, Event.DONE, None).say == "All right. The last step: Dry it."
    assert move(PLAIN, Place(2), Event.DONE, None) == move(PLAIN, Place(2), Event.SURE, None)
    assert move(PLAIN, Place(2), Event.DONE, None).place is None


def test_a_step_that_is_seen_to_be_done_is_followed_by_the_next():
    assert move(CHECKED, Place(), Event.DONE, SEES).say == "Good, that is done. The last step: Delete the jobs."
    assert move(CHECKED, Place(1), Event.DONE, SEES).say == "Good, that is done. It prints again."


def test_who_is_not_done_gets_the_hint_and_then_a_way_past_it():
    moved = move(CHECKED, Place(), Event.DONE, MISSES)
    assert moved.say == "Not yet: I do not see “Print Queue”. It is in the dock."
    moved = move(CHECKED, moved.place, Event.DONE, MISSES)
    assert moved.say == "I do not see “Print Queue”. Say “it is there” if you see it yourself, or “skip that”."
    assert move(CHECKED, moved.place, Event.SURE, None).say.startswith("All right. The last step")
    assert move(CHECKED, moved.place, Event.DONE, SEES).place == Place(1)


def test_okay_may_only_mean_that_they_have_heard():
    assert move(CHECKED, Place(), Event.OKAY, MISSES).say == ""
    assert move(PLAIN, Place(), Event.OKAY, None) == move(CHECKED, Place(), Event.OKAY, MISSES)
    assert move(CHECKED, Place(), Event.OKAY, SEES).place == Place(1)


def test_without_eyes_their_word_counts_and_that_is_said_once():
    opening = move(CHECKED, Place(), Event.START, None).say
    assert opening == "I cannot look here, so I go by your word. Step 1 of 2: Open the printer's window."
    assert move(CHECKED, Place(), Event.DONE, None).say == "All right. The last step: Delete the jobs."


def test_a_look_that_fails_says_why_and_their_word_counts():
    blind = Sight(trouble="The screen cannot be seen: allow it in the settings.")
    assert move(CHECKED, Place(), Event.DONE, blind).say == (
        "The screen cannot be seen: allow it in the settings. I go by your word. The last step: Delete the jobs."
    )


def test_why_it_cannot_look_is_told_once():
    blind = Sight(trouble="The screen cannot be seen.")
    begun = move(CHECKED, Place(), Event.START, blind)
    assert begun.say.startswith("The screen cannot be seen. So I go by your word. Step 1")
    assert move(CHECKED, begun.place, Event.DONE, blind).say == "All right. The last step: Delete the jobs."
    assert move(CHECKED, begun.place, Event.DONE, SEES).say.startswith("Good")


def test_back_skipped_left_and_expected():
    assert move(PLAIN, Place(1), Event.BACK, None).say == "Step 1 of 3: Open the tap."
    assert "first step" in move(PLAIN, Place(), Event.BACK, None).say
    skipped = move(PLAIN, Place(1), Event.SKIP, None)
    assert skipped.place.skipped == (1,)
    assert move(PLAIN, skipped.place, Event.DONE, None).say.endswith("Step 2 is left out.")
    assert move(PLAIN, skipped.place, Event.BACK, None).place.skipped == ()
    assert move(PLAIN, Place(), Event.LEFT, None).say == "3 steps with this one, of 3."
    assert move(PLAIN, Place(2), Event.LEFT, None).say == "This is the last step."
    assert expected(CHECKED.step[0]) == "You see “Print Queue”."
    assert expected(CHECKED.step[1]) == "“Waiting” is gone."


def test_help_gets_on_from_the_hint_to_what_one_sees_to_the_way_out():
    place, said = Place(), []
    for _ in range(3):
        moved = move(CHECKED, place, Event.FAILED, None)
        place, said = moved.place, [*said, moved.say]
    assert said[0] == "It is in the dock."
    assert said[1] == "When it has worked: You see “Print Queue”."
    assert "skip that" in said[2]


def test_it_looks_only_where_there_is_something_to_see():
    assert looks(CHECKED, Place(), Event.DONE)
    assert not looks(CHECKED, Place(), Event.SURE)
    assert not any(looks(PLAIN, Place(), event) for event in Event)


@pytest.mark.parametrize(
    ("step", "texts", "things", "expect"),
    [
        (Step("a", seen=("Print Queue",)), ["File", "PrintQueue: 3"], [], ()),
        (Step("a", seen=("Print Queue",)), ["Prlnt Oueue"], [], ()),
        (Step("a", seen=("Print Queue",)), ["Print", "the list"], [], ("I do not see “Print Queue”",)),
        (Step("a", seen=("On|Connected",)), ["C0nnected"], [], ()),
        (Step("a", seen=("On|Off",)), ["nothing"], [], ("I do not see “On” or “Off”",)),
        (Step("a", gone=("Not connected",)), ["Notconnected"], [], ("I still see “Not connected”",)),
        (Step("a", things=("cup", "apple")), [], ["Cup"], ("I do not see an apple",)),
    ],
)
def test_what_is_read_may_be_spelt_and_spaced_a_little_wrongly(step, texts, things, expect):
    assert missing(step, texts, things) == expect


def test_a_procedure_may_be_written_in_markdown(tmp_path):
    (tmp_path / "coffee.md").write_text(MARKDOWN)
    (made,) = here([tmp_path])
    assert made.title == "The coffee machine"
    assert made.asked == ("clean the coffee machine", "descale it")
    assert made.look == "camera"
    assert made.step[0] == Step(
        "Take out the tray, and empty it.", seen=("Tray missing|No tray",), hint="It is at the bottom."
    )
    assert made.step[1].say == "Put it back."


@pytest.mark.parametrize(("text", "complaint"), ODD_TOML.items())
def test_a_wrong_procedure_is_told_by_its_file(tmp_path, text, complaint):
    (tmp_path / "odd.toml").write_text(text)
    with pytest.raises(BadInput, match=rf"odd\.toml.*{complaint}"):
        read(tmp_path / "odd.toml")


def test_those_of_another_system_are_left_out():
    ours = FOLDER / "procedures"
    assert len(here([ours], "darwin")) == len(here([ours], "linux")) == 2
    assert {each.system for each in here([ours], "darwin")} == {"mac"}
    assert here([ours / "nowhere"]) == ()


@pytest.mark.parametrize("file", sorted((FOLDER / "procedures").glob("*")), ids=lambda file: file.stem)
def test_the_steps_of_ours_are_short_checked_and_each_has_help(file):
    made = read(file)
    assert made.system in ("mac", "linux")
    for step in made.step:
        assert len(step.say.split()) <= 20
        assert step.checked
        assert step.hint
        assert step.good


def test_the_words_of_ours_can_be_heard():
    for file in (FOLDER / "procedures").glob("*"):
        made = read(file)
        assert set(made.words) == set(pronunciations(made.words)), file.name
