"""What is done with a form: it begins, is told, corrected, asked back, dropped, and kept after a spoken yes.

What is told lies on the shelf as a draft, so that a restart within minutes loses nothing, and half a turn is undone.
"""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft as drafts
from localvoice.tools import phrasing
from localvoice.tools.form import back, kept, saying
from localvoice.tools.form.back import asked_back
from localvoice.tools.form.filling import Draft, fill, missing
from localvoice.tools.form.reading import Told, read
from localvoice.tools.form.written import Field, Form
from localvoice.tools.skill import Answer, World

LETTERS = "letters"  # what is asked of a name that was misheard
REMEMBERED = timedelta(minutes=10)  # so long a form that was left goes on


def _key(form: Form) -> str:
    return f"form {form.keeps}"


def draft(form: Form, world: World) -> Draft | None:
    """What was told so far; None when nothing was, or long ago."""
    found = drafts.there(world, _key(form))
    if not found or world.now().astimezone(UTC) - found.made.astimezone(UTC) > REMEMBERED:
        return None
    return Draft(**found.data)


def question(form: Form, asked: str, text: str = "") -> str:
    """The name of an open question, which is put in the end of `text`."""
    letters = asked and asked != saying.CHANGE and (words := form.of(asked).letters) and text.endswith(words)
    return f"{form.keeps}_{asked or 'confirm'}{'_' + LETTERS if letters else ''}"


def take(form: Form, told: Told, world: World) -> Answer:
    """What was told just now, said back, and the next question."""
    before = draft(form, world) or Draft()
    found = fill(form, before, told, world.now())
    if told.either:
        one = told.either[0].field
        words = [saying.said(form.of(one), each, world.now()) for each in _both(form, told, before, world)]
        new = saying.news(form, found, world.now())
        both = phrasing.joined(words, "or")
        text = f"{new}. {both[:1].upper()}{both[1:]}?".removeprefix(". ")
        return _keep(form, replace(found.draft, asked=one), text, world)
    text, asked = saying.reply(form, found, world.now())
    return _keep(form, replace(found.draft, asked=asked), text, world)


def _both(form: Form, told: Told, before: Draft, world: World) -> list[Any]:
    """Both values, as they would be kept."""
    each = [fill(form, before, Told((piece,)), world.now()).draft.known for piece in told.either]
    return [known[piece.field] for known, piece in zip(each, told.either, strict=True) if piece.field in known]


def _keep(form: Form, now: Draft, text: str, world: World) -> Answer:
    drafts.keep(world, _key(form), "", now.data())
    return Answer(text, question=question(form, now.asked, text))


def told(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """What a sentence tells, and what it asks besides."""
    text = slots["told"]
    found = _read(form, text, world)
    if not found:
        return Answer("")
    item, fields = kept.mine(form, world), {each.field for each in (*found.pieces, *found.either)}
    if item and draft(form, world) is None and back.goes_on(form, text, len(fields)):
        reopen(form, item, world)
        found = _read(form, text, world) or found
    answer, fact = take(form, found, world), back.beside(form, text)
    return replace(answer, text=f"{fact.say} {answer.text}") if fact else answer


def _read(form: Form, text: str, world: World) -> Told | None:
    now = draft(form, world) or Draft()
    return read(form, text, now.asked if now.asked != saying.CHANGE else "", now.last, frozenset(now.known))


def tells(form: Form, slots: dict[str, Any], world: World) -> bool:
    """Does it say something about the form, and ask nothing?"""
    return asked_back(form, slots["told"]) is None and _read(form, slots["told"], world) is not None


def begin(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """The first question, or the one that is open."""
    now = draft(form, world) or Draft()
    asked = missing(form, now.known)
    known = saying.echo(form, now.known, world.now()) if now.known else ""
    if not asked:
        return _keep(form, now, f"{known}. {saying.confirm(form, now)}", world)
    lead = f"So far {known[:1].lower()}{known[1:]}. " if known else ""
    return _keep(form, replace(now, asked=asked), lead + form.of(asked).ask, world)


def again(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """All of it from the beginning."""
    drafts.take(world, _key(form))
    asked = missing(form, {})
    return _keep(form, Draft(asked=asked), f"All right, from the beginning. {form.of(asked).ask}", world)


def drop(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """Nothing of it is wanted any more."""
    now = draft(form, world)
    drafts.take(world, _key(form))
    return Answer(form.unchanged if now and now.replaces else form.dropped)


def doubt(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """Something in the echo is wrong."""
    now = draft(form, world) or Draft()
    return _keep(form, replace(now, asked=saying.CHANGE), saying.WHAT_ELSE, world)


def reopen(form: Form, item: Item, world: World) -> None:
    """What is kept may change."""
    drafts.keep(world, _key(form), "", Draft(dict(item.data["known"]), replaces=item.id).data())


def what_else(form: Form, world: World) -> Answer:
    """All of it, and what is to change."""
    now = draft(form, world) or Draft()
    text = f"{saying.echo(form, now.known, world.now())}. {saying.WHAT_ELSE}"
    return _keep(form, replace(now, asked=saying.CHANGE), text, world)


def keep(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """It is kept, and the draft is gone."""
    now = draft(form, world)
    drafts.take(world, _key(form))
    if now is None:
        return Answer(form.dropped)
    for item in [item for item in world.shelf.all(form.keeps) if item.id == now.replaces]:
        world.shelf.remove(item)
    new = world.shelf.put(form.keeps, saying.echo(form, now.known, world.now()), data={"known": now.known})
    kept.claim(form, world, new)
    return Answer(form.changed if now.replaces else form.done)


def answer_back(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """The answer, and the question that was open once more."""
    asked, now, item = slots["back"], draft(form, world), kept.mine(form, world)
    text = _back(form, asked, now or Draft(dict(item.data["known"]) if item else {}), world)
    if now is None:
        return Answer(text)
    return _keep(form, now, f"{text} {saying.question(form, now)}", world)


def _back(form: Form, asked: back.Asked, now: Draft, world: World) -> str:
    if asked.what == "hours":
        return back.hours(form, asked, now, world.now())
    if asked.fact:
        return asked.fact.say
    if asked.what == "why":
        open_now = next((one for one in form.field if one.name == now.asked), None)
        needed = open_now is None or open_now.needed
        return f"Without it I cannot take a {form.keeps}." if needed else "You need not tell me."
    if asked.field:
        one = asked.field
        value = now.known.get(one.name)
        known = saying.clause(one, value, world.now()) if value is not None else ""
        return phrasing.sentence(known or f"I have not written down the {(*one.called, one.name)[0]} yet")
    return f"{saying.echo(form, now.known, world.now())}." if now.known else form.nothing


def wrong(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """A field is wrong: it is asked again."""
    one, item = slots["wrong"], kept.mine(form, world)
    if item and draft(form, world) is None:
        reopen(form, item, world)
    now = draft(form, world) or Draft()
    return _keep(form, replace(now, asked=one.name), one.letters or one.ask or saying.WHAT_ELSE, world)


def aside(form: Form, slots: dict[str, Any], world: World) -> Answer:
    """Something that asks for nothing: the question that is open, once more."""
    now = draft(form, world) or Draft()
    return _keep(form, now, saying.question(form, now), world)


def which(form: Form, one: Field, slots: dict[str, Any], world: World) -> Answer:
    """There is something, and it was not said what."""
    return _keep(form, draft(form, world) or Draft(), one.which, world)
