"""A form as skills: which sentences begin it, tell it, correct it, ask back, end it; what is done is in `acts`."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from localvoice.tools.confirm import NO, YES
from localvoice.tools.form import acts, back, ear, kept, own, saying
from localvoice.tools.form.back import asked_back
from localvoice.tools.form.sentence import Sentence
from localvoice.tools.form.words import FILLERS
from localvoice.tools.form.written import Field, Form
from localvoice.tools.reading.slots import DAY, LONGEST_TEXT
from localvoice.tools.skill import HEARD_IN_WORDS, HEARD_OPENLY, Answer, Intent, Slot, World

A_DAY = replace(DAY, rule="<day>|<date>", sure=True)
AYE = "(yes|yeah|yep|okay|great|sure)"
RIGHT = "(right|correct|it|fine|perfect|great|good)"
THANKS = "[thank you|thanks]"
VERY = "[[and] (thank you|thanks) [very much|so much|a lot]]"
AGREES = (
    *YES,
    f"[{AYE}] (please|alright|all right|perfect|great|exactly|right|fine|lovely|wonderful|sounds good) {THANKS}",
    f"{AYE} (thank you|thanks)",
    f"[{AYE}] [please] (book it [please]|(that's|that is|it is|all) {RIGHT}|it is|go ahead [please]|please do|you can)",
)
ALSO_AGREES = (
    f"(yes|yeah|yep|okay|sure|exactly) [please] {THANKS} [now] [(it's|that's|this is|it is) [all] {RIGHT}] {THANKS}",
    f"[(yes|yeah)] (sounds|looks|that sounds|that looks|this is|it's|all) {RIGHT}",
    "(alright|all right) then",
    f"(yes|yeah|yep|sure|perfect|great|wonderful|lovely) [please] {VERY}",
)
AGAIN = (
    "[let's|can we] [please] (start (over|again|from the beginning)|begin again|from the beginning|from the start)",
)
DROP = (
    "[oh|no|sorry] (never mind|forget (it|that|about it)|cancel [it|that|everything]|i changed my mind)",
    "i don't want (it|that|a table|to book) [any more|anymore|now]",
)


def _either(phrases: tuple[str, ...]) -> str:
    return "|".join(phrases)


def _text(words: str) -> str | None:
    return words if 0 < len(words.strip()) <= LONGEST_TEXT else None


def _wish(form: Form, words: str) -> str | None:
    """Words that speak of the form, and of nothing else: "hi, I wanted to, uh, book a table"."""
    said = Sentence(words).words
    return words if set(said) & set(form.about) and set(said) <= FILLERS | set(form.about) | {"another"} else None


@cache
def intents(form: Form) -> tuple[Intent, ...]:
    """All of a form; of one form always the same."""
    every = (*_closing(form), *_open(form), *_meta(form), *_kept(form), *_telling(form))
    return tuple(replace(each, coined=ear.own_words(form)) for each in every)


def _telling(form: Form) -> tuple[Intent, ...]:
    """What tells something: anything at any time, the answer to a question, and corrections of the echo."""
    asked = [one for one in form.field if one.ask]
    corrected = ear.correction(form)
    confirm = (acts.question(form, ""), acts.question(form, saying.CHANGE)) if corrected else ()
    return (
        *(_answer(form, one) for one in asked),
        *(_letters(form, one) for one in asked if one.letters),
        *(_which(form, one) for one in asked if one.which),
        *(replace(_told(form, question, corrected, question), heard=HEARD_IN_WORDS) for question in confirm),
        _told(form, form.keeps, ear.row(form), ""),
    )


def _told(form: Form, name: str, rule: str, question: str) -> Intent:
    return Intent(
        f"{name}_told",
        ("{told}",),
        partial(acts.told, form),
        f"Take what is said for a {form.keeps}.",
        {"told": _slot(f"{name}_told", rule, _text)},
        question,
        applies=partial(acts.tells, form),
        tool=False,
    )


def _answer(form: Form, one: Field) -> Intent:
    found = _told(form, f"{form.keeps}_{one.name}", ear.answer(one), acts.question(form, one.name))
    return replace(found, heard=HEARD_OPENLY) if one.kind == "name" else found


def _letters(form: Form, one: Field) -> Intent:
    question = acts.question(form, one.name, one.letters)
    return replace(_told(form, question, ear.in_words(one), question), heard=HEARD_IN_WORDS)


def _which(form: Form, one: Field) -> Intent:
    return Intent(
        f"{acts.question(form, one.name)}_which",
        ("(yes|yeah|yep|sure) [please|i do|we do|there is|i am|we are|somebody does|one of us|some]",),
        partial(acts.which, form, one),
        "Yes.",
        question=acts.question(form, one.name),
        tool=False,
    )


def _slot(name: str, rule: str, parse: Callable[[str], Any]) -> Slot:
    """Any words that `parse` takes, as they were typed."""
    return Slot(name, rule, parse, open_text=True, as_typed=True, sure=True)


def _closing(form: Form) -> tuple[Intent, ...]:
    confirm = acts.question(form, "")
    change = acts.question(form, saying.CHANGE)
    drops = partial(acts.drop, form)
    there = partial(_is_there, form)
    return (
        Intent(
            f"{form.keeps}_yes",
            AGREES,
            partial(acts.keep, form),
            "Yes, all is right.",
            question=confirm,
            deed=f"keep this {form.keeps}",
            typed=ALSO_AGREES,
            tool=False,
        ),
        Intent(
            f"{form.keeps}_no",
            (*NO, "(that's|that is|it's|it is) (wrong|not right)"),
            partial(acts.doubt, form),
            "No.",
            question=confirm,
            tool=False,
        ),
        Intent(f"{form.keeps}_nothing", NO, partial(acts.begin, form), "Nothing.", question=change, tool=False),
        Intent(f"{form.keeps}_drop", DROP, drops, "Drop it.", applies=lambda slots, world: there(world), tool=False),
        Intent(f"{form.keeps}_again", AGAIN, partial(acts.again, form), "Start over.", tool=False),
    )


def _open(form: Form) -> tuple[Intent, ...]:
    """What is understood while it is open, and changes nothing."""
    wrongs = _slot(f"{form.keeps}_wrong", ear.wrong(form), partial(back.wrong, form))
    return (
        Intent(
            f"{form.keeps}_aside",
            ("(hello|are you [still] there|thanks|thank you|okay|all right|great|what)",),
            partial(acts.aside, form),
            "Nothing.",
            applies=lambda slots, world: _is_there(form, world),
            request=False,
            typed=("(hi|hey|huh|hm|fine|alright|ok|good) [there]",),
            tool=False,
        ),
        Intent(
            f"{form.keeps}_wrong",
            ("{wrong}",),
            partial(acts.wrong, form),
            "Something is wrong.",
            {"wrong": wrongs},
            applies=lambda slots, world: _is_there(form, world) or kept.mine(form, world) is not None,
            tool=False,
        ),
    )


def _whose(form: Form, one: Field) -> tuple[Intent, Intent]:
    """The name or the number under which something is kept, or that it does not matter."""
    question, heard = own.question(form, one.kind), HEARD_OPENLY if one.kind == "name" else ""
    return (
        Intent(
            f"{question}_drop",
            DROP,
            lambda slots, world: Answer("All right."),
            "Drop it.",
            question=question,
            tool=False,
        ),
        Intent(
            f"{question}_told",
            ("{whose}",),
            lambda slots, world: own.go_on(form, slots["whose"], world),
            f"Whose {form.keeps} it is.",
            {"whose": _slot(f"{question}_told", ear.answer(one), partial(own.says_whose, form))},
            question=question,
            tool=False,
            heard=heard,
        ),
    )


def _is_there(form: Form, world: World) -> bool:
    return acts.draft(form, world) is not None


def _meta(form: Form) -> tuple[Intent, ...]:
    wish = _slot(f"{form.keeps}_wish", "|".join(form.begin), partial(_wish, form))
    asks = _slot(f"{form.keeps}_back", ear.backs(form), partial(asked_back, form))
    return (
        Intent(
            f"{form.keeps}_begin",
            ("{wish}",),
            partial(acts.begin, form),
            f"Begin a {form.keeps}.",
            {"wish": wish},
            tool=False,
        ),
        Intent(
            f"{form.keeps}_back", ("{back}",), partial(acts.answer_back, form), "Answer.", {"back": asks}, tool=False
        ),
    )


def _kept(form: Form) -> tuple[Intent, ...]:
    """What is asked about what is kept already."""
    several = _either(tuple(f"{each}s" for each in form.about))
    return (
        _listed(form),
        Intent(
            f"{form.keeps}_others",
            ("{others}",),
            lambda slots, world: kept.listed(form, {}, world),
            "Ask who else is there.",
            {"others": _slot(f"{form.keeps}_others", "who is there", own.others)},
            tool=False,
        ),
        Intent(
            f"{form.keeps}_free",
            (),
            lambda slots, world: Answer(f"What is still free I do not see. I take {form.keeps}s while we are open."),
            "Say that nobody counts what is free.",
            {"day": A_DAY},
            typed=(
                f"how many ({several}) are [still] (free|left|available) [on] [{{day}}]",
                "how (full|busy|booked up) are you [on] [{day}]",
                "are you [already] (full|fully booked|booked up|booked out|busy) [on] [{day}]",
            ),
            tool=False,
        ),
        *_own(form),
        *kept.answers(form),
        *(each for one in form.field if one.kind in ("name", "phone") for each in _whose(form, one)),
    )


def _listed(form: Form) -> Intent:
    """What there is on a day."""
    things = f"{form.keeps}s"
    return Intent(
        f"{form.keeps}_list",
        (
            f"(what|who|which {things}) [else] (is|are) (booked|coming) [on] [{{day}}]",
            f"(what|which) {things} (do we have|are there) [on] [{{day}}]",
        ),
        partial(kept.listed, form),
        f"Tell the person's own {form.keeps} on a day.",
        {"day": A_DAY},
        typed=(
            "who [else] (booked|comes|has booked|will be there|will come|is there) [on] [{day}]",
            f"(read|tell|show|give) me [all] [of] [the] [other|whole] ({things}|list [of {things}]) [on] [{{day}}]",
            f"how many (people|guests|others|{things}) (are coming|are booked|have booked) [on] [{{day}}]",
        ),
    )


def _own(form: Form) -> tuple[Intent, ...]:
    """What is wanted with the person's own; a language model may ask to cancel it."""
    return (
        Intent(
            f"{form.keeps}_cancel",
            (f"[can (i|we)] (cancel|delete) (my|the|our) ({_either(form.about)})",),
            lambda slots, world: own.begin(form, own.Wish(own.CANCEL, ""), world),
            f"Cancel the person's own {form.keeps}.",
            applies=lambda slots, world: not _is_there(form, world),
        ),
        Intent(
            f"{form.keeps}_own",
            ("{own}",),
            lambda slots, world: own.begin(form, slots["own"], world),
            f"Tell, change or cancel the person's own {form.keeps}.",
            {"own": _slot(f"{form.keeps}_own", ear.own(form), partial(own.wish, form))},
            applies=lambda slots, world: not _is_there(form, world),
            tool=False,
        ),
    )
