"""What can the starter's ear hear of a form? Templates of its fields, alone and in a row."""

from collections.abc import Iterable

from localvoice.tools.form.written import Field, Form
from localvoice.tools.reading.letters import IN_WORDS, MENDS, RULE
from localvoice.tools.reading.templates import read, words

ROW = 4  # fields in a sentence that begins the form
FIGURES = 12  # of a phone number in one go
CORRECTS = "no|actually|no wait|sorry|not|instead|and"
FIGURE = "(zero|oh|<digit>|double (oh|<digit>)|triple <digit>)"


def part(one: Field) -> str:
    """One field as it may stand among others."""
    said = _either(phrase for value, others in one.values.items() for phrase in (value, *others))
    lead = f"[{_either(one.leads)}]" if one.leads else ""
    if not said and one.kind in ("choice", "several", "text"):
        return ""
    match one.kind:
        case "date":
            return "[on] <dated>|tonight|this evening|[on] [next] <weekday> <part_of_day>"
        case "time":
            return "(at|around|about) <clock>"
        case "number":
            led = f"({_either(one.leads)}) (<below_hundred>|<hundreds>)" if one.leads else ""
            counted = f"(<below_hundred>|<hundreds>) ({_either(one.units)})" if one.units else ""
            return _either(filter(None, (led, counted, *(phrase for each in one.values.values() for phrase in each))))
        case "several":
            led = _either(one.leads) or "and"
            unit = f"|[a] ({said}) ({_either(one.units)})" if one.units else ""
            none = f"|no ({_either(one.called)})" if one.called else ""
            return f"[i am|i'm|one of us is|we are] [{led}] ({said}) [and ({said})]{unit}{none}"
        case "name":
            return f"({_either(one.leads)}) ({said})" if said and one.leads else ""
        case "phone":
            return ""
    return f"{lead} ({said})"


def answer(one: Field) -> str:
    """And as the answer to its own question."""
    said = _either(phrase for value, others in one.values.items() for phrase in (value, *others))
    none = "none|no|nope|nobody|nothing|i don't mind|it doesn't matter|i don't want to"
    match one.kind:
        case "name":
            return f"{part(one)}|{_own(one)}" if said and one.leads else _own(one)
        case "phone":
            return f"{_own(one)}|{none}"
        case "number":
            return _either(filter(None, (part(one), "[just] <below_hundred> [please|then]")))
        case "time":
            return f"{part(one)}|<clock> [please|then]"
    return _either(filter(None, (part(one), "" if one.needed else none)))


def in_words(one: Field) -> str:
    """And as the answer to how it is spelt, a word for each letter."""
    return f"[it's|it is|that's] ({IN_WORDS})"


def _own(one: Field) -> str:
    """A name or a number, as it is said alone."""
    if one.kind == "phone":
        return f"[sure] [it's|it is|my number is] {FIGURE} {FIGURE} " + f"[{FIGURE}] " * (FIGURES - 2)
    spelt = f"[it's|that's] [spelt|spelled] ({RULE})"
    return f"[it's] ({_either(one.values)})|{spelt}" if one.values else spelt


def row(form: Form) -> str:
    """Several fields behind what begins the form; one as a correction, for wide grammars hear what nobody said."""
    parts = f"({_either(f'({each})' for one in form.field if (each := part(one)))})"
    again = "make (it|that) (<below_hundred>|<clock>)" if form.kind("number") else ""
    return _either(
        filter(
            None,
            (
                f"({_either(form.begin)}) {parts}" + f" [{parts}]" * (ROW - 1),
                f"({CORRECTS}) {parts}",
                f"[{CORRECTS}] {again}" if again else "",
            ),
        )
    )


def correction(form: Form) -> str:
    """What may be said to the echo besides: a phone number, letters with a word for each. Letters alone are not among
    it, which an open ear hears better; the grammar's ear hears that the name is wrong, and then them."""
    own = {"phone": _own, "name": lambda one: MENDS}
    fields = [one for one in form.field if one.kind == "phone" or (one.kind == "name" and one.letters)]
    return _either(
        f"[no] [(it's|the {one.called[0] if one.called else one.name} is [spelt])] ({own[one.kind](one)})"
        for one in fields
    )


def wrong(form: Form) -> str:
    """That a field is wrong."""
    called = _either(name for one in form.field for name in one.called)
    return f"[no] the ({called}) is (wrong|not right)" if called else "something is wrong"


def own(form: Form) -> str:
    """What is wanted with something that is kept."""
    things, may = _either(form.about), "[can i|can we|could you|i'd like to|i want to|i need to]"
    return (
        f"{may} (change|move|cancel) (my|our|the) ({things})|do (i|we) have a ({things})|when is (my|our) ({things})"
        f"|(i|we) (can't|cannot) (come|make it)|i don't need the ({things}) [any more]"
    )


def backs(form: Form) -> str:
    """Questions back."""
    facts = _either(phrase for fact in form.fact for phrase in fact.about)
    have = f"|(do you have|is there|are there|can i bring|can we bring|what about) [a|an|any|my|our] ({facts})"
    called = _either(name for one in form.field for name in one.called)
    return (
        "are you open [on] (<day>)|(how late|how early) can (i|we) come|when are you open|what is the (latest|earliest)"
        "|what are your [opening] hours|when do you (open|close)|what time do you (open|close)"
        "|what did you write down|what have you got so far|what do you have so far|read it back"
        f"|(which|what) ({called}) did i say" + (have if facts else "")
    )


def own_words(form: Form) -> tuple[str, ...]:
    """Words of the form's file that the ear hears, in whatever dictionary they are."""
    phrases = [phrase for fact in form.fact for phrase in fact.about]
    for one in form.field:
        phrases += [*one.called, *one.leads, *one.units, *one.values]
        phrases += [phrase for others in one.values.values() for phrase in others]
    begin = {"spelt"}.union(*(words(read(each)) for each in form.begin))
    return tuple(sorted(begin | {word for phrase in phrases for word in phrase.lower().split()}))


def _either(phrases: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(phrases))
