"""A form as skills: it begins, is told, corrected, asked back, dropped, and kept after a spoken yes.

What is told lies on the shelf as a draft, so that a restart within minutes loses nothing, and half a turn is undone.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta
from functools import cache, partial
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft as drafts
from localvoice.tools import phrasing
from localvoice.tools.confirm import NO, YES
from localvoice.tools.form import back, ear, saying
from localvoice.tools.form.back import asked_back
from localvoice.tools.form.filling import Draft, fill, missing
from localvoice.tools.form.reading import Told, read
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.words import FILLERS
from localvoice.tools.form.written import Form
from localvoice.tools.reading.slots import DAY, LONGEST_TEXT
from localvoice.tools.skill import Answer, Intent, Slot, World

A_DAY = replace(DAY, rule="<day>|<date>", sure=True)
REMEMBERED = timedelta(minutes=10)  # so long a form that was left goes on
AGREES = (
    *YES,
    "[(yes|yeah|yep|okay|great|sure)] (please|thank you|thanks|perfect|great|exactly|right|fine|lovely|sounds good)",
    "[(yes|yeah|yep|okay)] [please] (book it [please]|that's (it|fine|perfect|great|right)|that is (right|correct)"
    "|all (right|correct|good)|it is|go ahead [please]|please do|you can|wonderful)",
)
ALSO_AGREES = (
    "(yes|yeah|yep|okay|sure|exactly) [(please|thank you|thanks)] [now] [(it's|that's|this is|it is) [all]"
    " (right|correct|fine|perfect|it|good)] [(please|thank you|thanks)]",
    "[(yes|yeah)] (sounds|looks|that sounds|that looks|this is|it's|all) (good|great|fine|right|perfect|correct)",
)
AGAIN = (
    "[let's|can we] [please] (start (over|again|from the beginning)|begin again|from the beginning|from the start)",
)
DROP = (
    "[oh|no|sorry] (never mind|forget (it|that|about it)|cancel [it|that|everything]|i changed my mind)",
    "i don't want (it|that|a table|to book) [any more|anymore|now]",
)


def _key(form: Form) -> str:
    return f"form {form.keeps}"


def draft(form: Form, world: World) -> Draft | None:
    """What was told so far; None when nothing was, or long ago."""
    found = drafts.there(world, _key(form))
    if not found or world.now().astimezone(UTC) - found.made.astimezone(UTC) > REMEMBERED:
        return None
    return Draft(**found.data)


def question(form: Form, asked: str) -> str:
    """The name of an open question."""
    return f"{form.keeps}_{asked or 'confirm'}"


def take(form: Form, told: Told, world: World) -> Answer:
    """What was told just now, said back, and the next question."""
    before = draft(form, world) or Draft()
    found = fill(form, before, told, world.now())
    if told.either:
        one = told.either[0].field
        words = [saying.said(form.of(one), each, world.now()) for each in _either(form, told, before, world)]
        new = saying.news(form, found, world.now())
        both = phrasing.joined(words, "or")
        text = f"{new}. {both[:1].upper()}{both[1:]}?".removeprefix(". ")
        return _keep(form, replace(found.draft, asked=one), text, world)
    text, asked = saying.reply(form, found, world.now())
    return _keep(form, replace(found.draft, asked=asked), text, world)


def _either(form: Form, told: Told, before: Draft, world: World) -> list[Any]:
    """Both values, as they would be kept."""
    each = [fill(form, before, Told((piece,)), world.now()).draft.known for piece in told.either]
    return [known[piece.field] for known, piece in zip(each, told.either, strict=True) if piece.field in known]


def _keep(form: Form, now: Draft, text: str, world: World) -> Answer:
    drafts.keep(world, _key(form), "", now.data())
    return Answer(text, question=question(form, now.asked))


def told(form: Form, slots: dict[str, Any], world: World) -> Answer:
    found = _read(form, slots["told"], world)
    return take(form, found, world) if found else Answer("")


def _read(form: Form, text: str, world: World) -> Told | None:
    now = draft(form, world) or Draft()
    return read(form, text, now.asked if now.asked != saying.CHANGE else "", now.last, frozenset(now.known))


def _tells(form: Form, slots: dict[str, Any], world: World) -> bool:
    return asked_back(form, slots["told"]) is None and _read(form, slots["told"], world) is not None


def begin(form: Form, slots: dict[str, Any], world: World) -> Answer:
    now = draft(form, world) or Draft()
    asked = missing(form, now.known)
    known = saying.echo(form, now.known, world.now()) if now.known else ""
    if not asked:
        return _keep(form, now, f"{known}. {form.confirm}", world)
    lead = f"So far {known[:1].lower()}{known[1:]}. " if known else ""
    return _keep(form, replace(now, asked=asked), lead + form.of(asked).ask, world)


def again(form: Form, slots: dict[str, Any], world: World) -> Answer:
    drafts.take(world, _key(form))
    asked = missing(form, {})
    return _keep(form, Draft(asked=asked), f"All right, from the beginning. {form.of(asked).ask}", world)


def drop(form: Form, slots: dict[str, Any], world: World) -> Answer:
    drafts.take(world, _key(form))
    return Answer(form.dropped)


def doubt(form: Form, slots: dict[str, Any], world: World) -> Answer:
    now = draft(form, world) or Draft()
    return _keep(form, replace(now, asked=saying.CHANGE), saying.WHAT_ELSE, world)


def keep(form: Form, slots: dict[str, Any], world: World) -> Answer:
    now = draft(form, world)
    drafts.take(world, _key(form))
    if now is None:
        return Answer(form.dropped)
    world.shelf.put(form.keeps, saying.echo(form, now.known, world.now()), data={"known": now.known})
    return Answer(form.done)


def answer_back(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """The answer, and the question that was open once more."""
    asked, now = slots["back"], draft(form, world)
    text = _back(form, asked, now or Draft(), world)
    if now is None:
        return Answer(text)
    return _keep(form, now, f"{text} {saying.question(form, now)}", world)


def _back(form: Form, asked: back.Asked, now: Draft, world: World) -> str:
    if asked.what == "hours":
        return back.hours(form, asked, now, world.now())
    if asked.fact:
        return asked.fact.say
    if asked.field:
        one = asked.field
        value = now.known.get(one.name)
        known = saying.clause(one, value, world.now()) if value is not None else ""
        return phrasing.sentence(known or f"I have not written down the {(*one.called, one.name)[0]} yet")
    return f"{saying.echo(form, now.known, world.now())}." if now.known else form.nothing


def booked(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """What is kept for a day, in the order of the day."""
    today = world.now().date()
    on = slots["day"].on(today) if "day" in slots else today
    one, time = form.kind("date"), form.kind("time")
    items = world.shelf.all(form.keeps)
    if one and on:
        items = [item for item in items if item.data["known"].get(one.name) == on.isoformat()]
    if time:
        items.sort(key=lambda item: str(item.data["known"].get(time.name)))
    when = phrasing.day(on, today) if on else ""
    if not items:
        return Answer(f"Nothing is booked {when}.".replace(" .", "."))
    return Answer(f"{len(items)} {form.keeps}{'s' * (len(items) > 1)} {when}: {'; '.join(_short(form, items, world))}.")


def _short(form: Form, items: list[Item], world: World) -> list[str]:
    """Each without its day, which was asked for."""
    date = form.kind("date")
    left = [
        {name: each for name, each in item.data["known"].items() if not date or name != date.name} for item in items
    ]
    return [saying.echo(form, known, world.now()) for known in left]


def _text(words: str) -> str | None:
    return words if 0 < len(words.strip()) <= LONGEST_TEXT else None


def _wish(form: Form, words: str) -> str | None:
    """Words that speak of the form, and of nothing else: "hi, I wanted to, uh, book a table"."""
    said = Sentence(words).words
    return words if set(said) & set(form.about) and set(said) <= FILLERS | set(form.about) else None


@cache
def intents(form: Form) -> tuple[Intent, ...]:
    """All of a form; of one form always the same."""
    return (*_closing(form), *_meta(form), *_telling(form))


def _telling(form: Form) -> tuple[Intent, ...]:
    heard = Slot(f"{form.keeps}_told", ear.row(form), _text, open_text=True, as_typed=True, sure=True)
    tells, run = partial(_tells, form), partial(told, form)
    about = f"Take what is said for a {form.keeps}."
    answers = tuple(
        Intent(
            f"{question(form, one.name)}_told",
            ("{told}",),
            run,
            about,
            {"told": replace(heard, name=f"{form.keeps}_{one.name}", rule=ear.answer(one))},
            question(form, one.name),
            applies=tells,
            tool=False,
        )
        for one in form.field
        if one.ask
    )
    corrections = tuple(
        Intent(
            f"{question(form, asked)}_corrected",
            ("{told}",),
            run,
            about,
            {"told": replace(heard, name=f"{form.keeps}_corrected", rule=ear.correction(form))},
            question(form, asked),
            applies=tells,
            tool=False,
        )
        for asked in (("", saying.CHANGE) if ear.correction(form) else ())
    )
    return (
        *answers,
        *corrections,
        Intent(f"{form.keeps}_told", ("{told}",), run, about, {"told": heard}, applies=tells, tool=False),
    )


def _closing(form: Form) -> tuple[Intent, ...]:
    confirm = question(form, "")
    change = question(form, saying.CHANGE)
    drops = partial(drop, form)
    there = partial(_is_there, form)
    return (
        Intent(
            f"{form.keeps}_yes",
            AGREES,
            partial(keep, form),
            "Yes, all is right.",
            question=confirm,
            deed=f"keep this {form.keeps}",
            typed=ALSO_AGREES,
            tool=False,
        ),
        Intent(
            f"{form.keeps}_no",
            (*NO, "(that's|that is|it's|it is) (wrong|not right)"),
            partial(doubt, form),
            "No.",
            question=confirm,
            tool=False,
        ),
        Intent(f"{form.keeps}_nothing", NO, partial(begin, form), "Nothing.", question=change, tool=False),
        Intent(f"{form.keeps}_drop", DROP, drops, "Drop it.", applies=lambda slots, world: there(world), tool=False),
        Intent(f"{form.keeps}_again", AGAIN, partial(again, form), "Start over.", tool=False),
    )


def _is_there(form: Form, world: World) -> bool:
    return draft(form, world) is not None


def _meta(form: Form) -> tuple[Intent, ...]:
    wish = Slot(
        f"{form.keeps}_wish", "|".join(form.begin), partial(_wish, form), open_text=True, as_typed=True, sure=True
    )
    asks = Slot(
        f"{form.keeps}_back", ear.backs(form), partial(asked_back, form), open_text=True, as_typed=True, sure=True
    )
    return (
        Intent(
            f"{form.keeps}_begin",
            ("{wish}",),
            partial(begin, form),
            f"Begin a {form.keeps}.",
            {"wish": wish},
            tool=False,
        ),
        Intent(f"{form.keeps}_back", ("{back}",), partial(answer_back, form), "Answer.", {"back": asks}, tool=False),
        Intent(
            f"{form.keeps}_list",
            (
                f"(what|who|which {form.keeps}s) (is|are) (booked|coming) [on] [{{day}}]",
                f"(what|which) {form.keeps}s (do we have|are there) [on] [{{day}}]",
            ),
            partial(booked, form),
            f"Tell which {form.keeps}s there are on a day.",
            {"day": A_DAY},
        ),
    )


__all__ = ["date", "draft", "intents", "take"]
