"""Where in a procedure is the person, and what are they told next? A pure state machine: place, event, what is seen.

One step at a time; it goes on when the step is seen to be done or, where nobody can see, when the person says so.
"""

from dataclasses import dataclass, replace
from enum import Enum

from localvoice.tools.guiding.checking import articled, called
from localvoice.tools.guiding.procedure import Procedure, Step
from localvoice.tools.phrasing import counted, joined, sentence

INSISTS = 2  # looks in vain, after which the person's own eyes count


class Event(Enum):
    """What the person makes known."""

    START = "start"
    DONE = "done"  # the step is done, they say
    SURE = "sure"  # it is, whatever I see
    OKAY = "okay"  # either done, or only heard
    AGAIN = "again"  # what was the step?
    BACK = "back"
    LOST = "lost"  # they do not find it
    FAILED = "failed"  # it does not work
    SKIP = "skip"
    LEFT = "left"  # how many steps?
    EXPECT = "expect"  # what is seen when it has worked?
    RESUME = "resume"


@dataclass(frozen=True)
class Place:
    """Where the person is."""

    step: int = 0  # counted from 0
    tries: int = 0  # looks that did not find it done
    helped: int = 0  # times that help was asked for
    skipped: tuple[int, ...] = ()
    blind: bool = False  # they were told that, and why, nothing can be seen


@dataclass(frozen=True)
class Sight:
    """What a look has found."""

    missing: tuple[str, ...] = ()  # sentences, as `checking.missing` has them; (): the step is done
    trouble: str = ""  # why nothing could be seen, in one sentence


@dataclass(frozen=True)
class Move:
    """Where the person is then, and what they are told."""

    place: Place | None  # None: the procedure is over
    say: str  # "" for nothing


def looks(procedure: Procedure, place: Place, event: Event) -> bool:
    """Is it worth a look before the move?"""
    if event is Event.START:
        return any(step.checked for step in procedure.step)
    return event in (Event.DONE, Event.OKAY) and procedure.step[place.step].checked


def move(procedure: Procedure, place: Place, event: Event, sight: Sight | None) -> Move:
    """`sight`: of a look; None: nobody looked."""
    step = procedure.step[place.step]
    match event:
        case Event.START | Event.RESUME:
            begun = replace(place, blind=bool(sight and sight.trouble))
            return Move(begun, _joined(_opening(procedure, sight), told(procedure, begun)))
        case Event.DONE | Event.SURE | Event.OKAY:
            return _done(procedure, place, event, sight)
        case Event.AGAIN:
            return Move(place, told(procedure, place))
        case Event.BACK:
            return _back(procedure, place)
        case Event.LOST | Event.FAILED:
            return Move(replace(place, helped=place.helped + 1), _help(step, place, event))
        case Event.SKIP:
            skipped = replace(place, skipped=(*place.skipped, place.step))
            return _next(procedure, skipped, "All right, left out.")
        case Event.LEFT:
            return Move(place, _left(procedure, place))
        case Event.EXPECT:
            return Move(place, expected(step))


def told(procedure: Procedure, place: Place) -> str:
    """The step, as it is said."""
    count = len(procedure.step)
    number = f"Step {place.step + 1} of {count}" if place.step + 1 < count or count == 1 else "The last step"
    return f"{number}: {sentence(procedure.step[place.step].say)}"


def expected(step: Step) -> str:
    """What one notices when it is done."""
    if step.good:
        return sentence(step.good)
    there = [*map(called, step.seen), *map(articled, step.things)]
    if there:
        return sentence(f"you see {joined(there)}")
    if step.gone:
        return sentence(f"{joined([*map(called, step.gone)])} is gone")
    return "Nothing that I could tell you of: go by what you see."


def _opening(procedure: Procedure, sight: Sight | None) -> str:
    """Who cannot see says so."""
    if not any(step.checked for step in procedure.step) or (sight and not sight.trouble):
        return ""
    return f"{sentence(sight.trouble)} So I go by your word." if sight else "I cannot look here, so I go by your word."


def _done(procedure: Procedure, place: Place, event: Event, sight: Sight | None) -> Move:
    step = procedure.step[place.step]
    if event is Event.SURE or not step.checked or sight is None:
        return Move(place, "") if event is Event.OKAY else _next(procedure, place, "All right.")
    if sight.trouble:
        if event is Event.OKAY:
            return Move(place, "")
        why = "All right." if place.blind else f"{sentence(sight.trouble)} I go by your word."
        return _next(procedure, replace(place, blind=True), why)
    if not sight.missing:
        return _next(procedure, place, "Good, that is done.")
    if event is Event.OKAY:
        return Move(place, "")
    tried = replace(place, tries=place.tries + 1)
    return Move(tried, _not_yet(step, tried, sight))


def _not_yet(step: Step, place: Place, sight: Sight) -> str:
    """The first time what helps, then who decides."""
    what = sentence(joined(list(sight.missing)))
    if place.tries < INSISTS:
        return _joined(f"Not yet: {what}", sentence(step.hint or step.say))
    return f"{what} Say “it is there” if you see it yourself, or “skip that”."


def _next(procedure: Procedure, place: Place, first: str) -> Move:
    after = place.step + 1
    if after < len(procedure.step):
        following = replace(place, step=after, tries=0, helped=0)
        return Move(following, _joined(first, told(procedure, following)))
    left = [str(each + 1) for each in sorted(set(place.skipped))]
    out = f"Step {left[0]} is left out." if len(left) == 1 else f"Steps {joined(left)} are left out." if left else ""
    end = sentence(procedure.end) if procedure.end else "That was the last step."
    return Move(None, _joined(first, _joined(end, out)))


def _back(procedure: Procedure, place: Place) -> Move:
    if not place.step:
        return Move(place, f"This is the first step. {sentence(procedure.step[0].say)}")
    before = place.step - 1
    skipped = tuple(each for each in place.skipped if each != before)
    return Move(back := Place(before, skipped=skipped, blind=place.blind), told(procedure, back))


def _help(step: Step, place: Place, event: Event) -> str:
    """What helps first, then what one sees when it has worked; at last the way past it."""
    first = [sentence(step.hint)] if step.hint else [sentence(step.say)] if event is Event.LOST else []
    helps = [*first, f"When it has worked: {expected(step)}" if step.checked or step.good else ""]
    known = [each for each in helps if each]
    if place.helped < len(known):
        return known[place.helped]
    return "I know nothing more about this step. Say “skip that”, “go back”, or “stop here”."


def _left(procedure: Procedure, place: Place) -> str:
    left = len(procedure.step) - place.step
    if left == 1:
        return "This is the last step."
    return f"{counted(left, 'step')} with this one, of {len(procedure.step)}.".capitalize()


def _joined(first: str, second: str) -> str:
    return f"{first} {second}".strip()
