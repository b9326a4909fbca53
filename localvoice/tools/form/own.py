"""What does a guest want with what they have already: hear it, change it, cancel it? First whose it is is found out."""

import re
from dataclasses import dataclass
from typing import Any

from localvoice.events import Item
from localvoice.tools import draft as drafts
from localvoice.tools.form import acts, kept, saying
from localvoice.tools.form.back import BEFORE
from localvoice.tools.form.reading import Told, read
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.written import Form
from localvoice.tools.skill import Answer, World

TELL, CHANGE, CANCEL = "tell", "change", "cancel"
FINDING = "finding"  # the draft with what is known of it, while it is looked for
_CANCELS = re.compile(
    r"\b(?:cancel|call off|delete)\b|\b(?:don't|do not|no longer) (?:need|want) (?:the|my|our|it|that)\b"
    r"|\b(?:can't|cannot|won't|not able to|unable to) (?:come|make it|be there)\b|\b(?:not|won't be) coming\b"
)
_CHANGES = re.compile(
    r"\b(?:change|move|reschedule|postpone|amend|modify|update|shift|push|alter|switch|bring forward|correct)\b"
    r"|\b(?:keep|hold) (?:my|our|the|that)\b"
)
_TELLS = re.compile(
    r"\b(?:(?:do|have|did|am|are) (?:i|we)\b(?! have to| need| got to)"
    r"|(?:is|when's|what's|what is|when is|where is) (?:my|our)\b"
    r"|(?:what|which) (?:time|day|date) (?:is|was|did)|(?:check|confirm|find|look up|remember|repeat|see) (?:my|our)\b"
    r"|is there an?\b.* (?:for|under)|under my name|tell me (?:about )?(?:my|our)\b)"
)
_TELLS_ALONE = re.compile(  # which need not say of what
    r"\bwhat did (?:i|you) (?:book|reserve)\b|\b(?:at )?what (?:time|day|date) (?:is|was) (?:it|that)\b"
    r"|\bis (?:that|it|everything|the table) (?:all |now )?(?:confirmed|booked|reserved|settled|fixed)\b"
    r"|\bdid you (?:get|note|take|write down) (?:my|our|the)\b"
)
_INTRODUCES = re.compile(r"^\W*(?:(?:hi|hello|hey)\W+)?(?:it's|this is) ([^,.;]+)[,.;]", re.IGNORECASE)
_HOUR = re.compile(r"\b(?:move|push|until|till|keep|hold|later|earlier|time)\b")  # a number alone is one then


@dataclass(frozen=True)
class Wish:
    """What is wanted with it."""

    what: str  # TELL, CHANGE, CANCEL
    text: str


def wish(form: Form, text: str) -> Wish | None:
    """None for what is about nothing that they have."""
    said = " ".join(Sentence(text).words)
    things = "|".join(re.escape(each) for each in dict.fromkeys((*form.about, "booked", "reserved", "reservation")))
    theirs = re.search(rf"\b(?:my|our|the|that|this|(?:have|had|made|got) an?) (?:\w+ )?(?:{things})\b", said)
    thing = re.search(rf"\b(?:{things})\b", said)
    if _CANCELS.search(said) and (theirs or not re.search(rf"\ban? (?:{things})\b", said)):
        return Wish(CANCEL, text)
    if _CHANGES.search(said) and (theirs or re.search(r"\b(?:i|we) (?:have )?(?:booked|reserved)\b", said)):
        return Wish(CHANGE, text)
    return Wish(TELL, text) if (thing and _TELLS.search(said)) or _TELLS_ALONE.search(said) else None


def others(text: str) -> str | None:
    """The text, when it asks who else is there."""
    words = [word for word in Sentence(text).words if word not in BEFORE]
    return text if words[:1] in (["who"], ["who's"], ["whose"]) else None


def begin(form: Form, what: Wish, world: World) -> Answer:
    """Do it with the guest's own, or ask whose it is."""
    name, phone = _whose(form, what.text, "")
    item = kept.mine(form, world)
    if item and not name:
        return _do(form, what, item, world)
    return _look(form, {"what": what.what, "text": what.text, "name": name, "phone": phone}, world)


def go_on(form: Form, text: str, world: World) -> Answer:
    """Their name, or the number."""
    found = drafts.there(world, f"{FINDING} {form.keeps}")
    data = dict(found.data) if found else {"what": TELL, "text": "", "name": "", "phone": ""}
    name, phone = _whose(form, text, _asked(form, data))
    return _look(form, data | {"name": name or data["name"], "phone": phone or data["phone"]}, world)


def says_whose(form: Form, text: str) -> str | None:
    """The text, when a name or a number is in it."""
    ways = [_whose(form, text, one.name) for one in form.field if one.kind in ("name", "phone")]
    return text if any(name or phone for name, phone in ways) else None


def _whose(form: Form, text: str, asked: str) -> tuple[str, str]:
    """Name and number, "" for what is not told."""
    who = _INTRODUCES.match(text)
    one = form.kind("name")
    told = read(form, who[1], one.name) if who and one and not asked else read(form, text, asked)
    kinds = {form.of(each.field).kind: each.value for each in (told.pieces if told else ()) if each.value}
    name = str(kinds.get("name", ""))
    return name.title() if name.islower() else name, str(kinds.get("phone", ""))


def _asked(form: Form, data: dict[str, Any]) -> str:
    return next((one.name for one in form.field if one.kind in ("name", "phone") and not data[one.kind]), "")


def question(form: Form, kind: str) -> str:
    """The question for the name or the number under which it is kept."""
    return f"{form.keeps}_{FINDING}_{kind}"


def _look(form: Form, data: dict[str, Any], world: World) -> Answer:
    drafts.keep(world, f"{FINDING} {form.keeps}", "", data)
    if asked := _asked(form, data):
        one = form.of(asked)
        return Answer(one.ask, question=question(form, one.kind))
    drafts.take(world, f"{FINDING} {form.keeps}")
    item = kept.of(form, world, data["name"], data["phone"])
    if item is None:
        return Answer(f"I find no {form.keeps} of that name and number.")
    kept.claim(form, world, item)
    return _do(form, Wish(data["what"], data["text"]), item, world)


def _do(form: Form, what: Wish, item: Item, world: World) -> Answer:
    if what.what == CANCEL:
        return kept.cancel(form, item, world)
    if what.what == TELL:
        return Answer(f"{saying.echo(form, item.data['known'], world.now())}.")
    return change(form, what.text, item, world)


def change(form: Form, text: str, item: Item, world: World) -> Answer:
    """It is open again; what was kept stays until the change of it is."""
    acts.reopen(form, item, world)
    time = form.kind("time")
    asked = time.name if time and _HOUR.search(text.lower()) else ""
    told = read(form, text, asked, "", frozenset(item.data["known"]))
    pieces = tuple(each for each in told.pieces if form.of(each.field).kind != "name") if told else ()
    if pieces:
        return acts.take(form, Told(pieces, told.either if told else ()), world)
    return acts.what_else(form, world)
