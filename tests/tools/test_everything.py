"""Everything that rings is called off at once, in the words of anybody, after one question."""

import pytest
from skill_talk import Talk


def talk(*said):
    one = Talk()
    return [one.say(each) for each in said]


SET = "set a timer for ten minutes", "set an alarm for seven tomorrow", "remind me to call mom at eight tomorrow"
SAID = """
    cancel everything|cancel everything please|could you cancel everything|please cancel all of it
    turn everything off|turn off everything|call everything off|call it all off|cancel it all|cancel them all
    clear everything|delete everything|remove all of them|cancel all of them|cancel all
    cancel everything that is running|stop everything that is set|drop everything i have running|get rid of it all
    cancel all timers and alarms|cancel all my timers and alarms|cancel my timers and my alarms
    delete all alarms and timers|cancel all my reminders and alarms|cancel every timer and alarm
    cancel all my timers alarms and reminders|cancel all timers alarms and reminders|remove every alarm and timer
    just cancel everything|okay cancel everything|hey computer cancel everything
"""


@pytest.mark.parametrize(
    "said", [each.strip() for line in SAID.split("\n") for each in line.split("|") if each.strip()]
)
def test_everything_is_cancelled_once_that_was_confirmed(said):
    *_, asked, done, left = talk(*SET, said, "yes", "cancel everything")
    assert asked == "Cancel 1 timer, 1 alarm and 1 reminder?"
    assert done == "All of it is cancelled."
    assert left.startswith("There is nothing to cancel")


def test_a_no_leaves_it():
    *_, asked, _, left = talk(SET[0], "cancel everything", "no", "how much time is left on my timer")
    assert asked == "Cancel 1 timer?"
    assert "minutes" in left
