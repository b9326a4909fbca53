"""Names and words that only this person uses: spelt, learnt, listed and forgotten."""

import re
from dataclasses import replace
from typing import Any

from localvoice.errors import LocalvoiceError
from localvoice.tools import draft, phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading.letters import RULE, letters
from localvoice.tools.skill import Answer, Intent, Slot, World
from localvoice.wording.names import Name

ABOUT = "learn a name that you spell"
LETTERS = "name_letters"  # the question how it is spelt
LEARN = "name_learn"  # the question whether it is to be learnt
DRAFT = "name"
SPOKEN = 8  # so many names are told at once, the newest first
ORDINARY = {"it", "this", "that", "a", "word", "name", "new", "the", "my"}  # no name, whatever a sentence looks like
NO_ANSWER = {
    "what",
    "how",
    "why",
    "huh",
    "pardon",
    "sorry",
    "hello",
    "nothing",
    "wrong",
    "again",
    "well",
    "wait",
    "hmm",
}
WRITTEN_SO = re.compile(r"[^\W\d_][\w'’-]{2,}(?: [^\W\d_][\w'’-]*){0,2}")


def _written(words: str) -> str | None:
    """One word, or up to three that each begin as a name does, spell themselves."""
    text = _word(words) or ""
    one_or_capital = " " not in text or all(part[0].isupper() for part in text.split())
    return text if one_or_capital and text.lower() not in NO_ANSWER and WRITTEN_SO.fullmatch(text) else None


def _word(words: str) -> str | None:
    text = " ".join(words.split()).strip(" .,;:!?\"'“”")
    return text if 0 < len(text) <= 60 and text.lower() not in ORDINARY and any(map(str.isalpha, text)) else None


SPELT = Slot("letters", RULE, letters, "letters, one by one", open_text=True)
WRITTEN = Slot("written", "robin|chester|rosemary", _written, "the name as it is written", open_text=True)
WORD = Slot("word", "robin|chester|rosemary", _word, "a name or word as it is written", open_text=True)
SAID = Slot("said", "robin|chester|rosemary", _word, "the same in English letters as it is said", open_text=True)


def ask_letters(slots: dict[str, Any], world: World) -> Answer:
    return Answer("How is it spelt, letter by letter, or in words such as alpha, bravo?", question=LETTERS)


def spell(slots: dict[str, Any], world: World) -> Answer:
    return _ask(Name(slots["letters"].capitalize()), world)


def take(slots: dict[str, Any], world: World) -> Answer:
    return _ask(Name(slots["written"]), world)


def learn(slots: dict[str, Any], world: World) -> Answer:
    return _ask(Name(slots["word"], slots.get("said", "")), world)


def _ask(name: Name, world: World) -> Answer:
    """What was understood is said letter by letter, so that a wrong one is heard."""
    draft.keep(world, DRAFT, name.written, {"said": name.said})
    spelt = ", ".join(sign.upper() for sign in name.written if sign.isalnum())
    said = f", said “{name.said}”" if name.said else ""
    return Answer(f"{name.written}{said}: {spelt}. Shall I learn that?", question=LEARN)


def keep(slots: dict[str, Any], world: World) -> Answer:
    found = draft.take(world, DRAFT)
    if not found:
        return Answer("There is no name to learn.")
    name = Name(found.text, found.data.get("said", ""))
    try:
        world.names.add(name)
    except LocalvoiceError as error:
        return Answer(str(error))
    return Answer(f"I have learnt {name.written}.")


def again(slots: dict[str, Any], world: World) -> Answer:
    draft.take(world, DRAFT)
    return Answer("All right. How is it spelt?", question=LETTERS)


def tell(slots: dict[str, Any], world: World) -> Answer:
    known = [name.written for name in reversed(world.names.names.all)]
    if not known:
        return Answer("I have not learnt any names of yours. Say: learn a new name.")
    shown = phrasing.joined(known[:SPOKEN])
    return Answer(f"The {SPOKEN} newest of {len(known)} are {shown}." if len(known) > SPOKEN else f"I know {shown}.")


def forget(slots: dict[str, Any], world: World) -> Answer:
    word = slots["word"]
    there = world.names.forget(word)
    return Answer(f"I have forgotten the name {word}." if there else f"I have not learnt {word}.")


YES, NO = confirmed(LEARN, keep, "learn the name")
INTENTS = (
    Intent(
        "name_ask",
        (
            "(learn|add|spell) (a|the|this|another|my) [new] (name|word)",
            "(learn|add) a new (name|word)",
            "(spell it|let me spell it|i'll spell it [for you]|i will spell it [for you]|let me spell that)",
        ),
        ask_letters,
        "Learn a name that the person will spell.",
        tool=False,
    ),
    *(
        Intent(
            f"{asked}_spelt",
            ("[no] {letters}",),
            spell,
            "The letters of the name.",
            {"letters": SPELT},
            asked,
            tool=False,
        )
        for asked in (LETTERS, LEARN)
    ),
    *(
        Intent(
            f"{asked}_written",
            (),
            take,
            "The name, written.",
            {"written": WRITTEN},
            asked,
            tool=False,
            typed=(f"{no} [it's|it is] {{written}}",),
        )
        for asked, no in ((LETTERS, "[no]"), (LEARN, "no"))
    ),
    Intent(
        "name_new",
        (),
        learn,
        "Learn how a name or word of the person is written, and said.",
        {"word": WORD, "said": SAID},
        tool=False,
        typed=(
            "(learn|add) the [new] (name|word) {word}",
            "(learn|add) the [new] (name|word) {word} (said|pronounced) [as|like] {said}",
        ),
    ),
    replace(YES, reversible=False, tool=False),
    replace(NO, run=again, tool=False),
    Intent(
        "name_list",
        (
            "(what|which) (names|words) (have you learnt|have you learned|did you learn|did i teach you)",
            "(list|read|tell me) the (names|words) [that] you have (learnt|learned)",
        ),
        tell,
        "Tell the names that were learnt.",
        typed=(
            "(what|which) (names|words) (do|did) (you|i) (know|have|learn|remember|add|teach you)",
            "(what|which) (names|words) (have|did) i (taught|teach|added|add|told|tell|given|give) [to] [you]",
            "(list|show|read|tell) [me] [all] [of] (my|the|your) (names|words) [please]",
            "(what are|show|which are) (my|the|your) (names|words)",
        ),
        tool=False,
        wish="tell you which names I have learnt",
    ),
    Intent(
        "name_forget",
        (),
        forget,
        "Forget a name that was learnt.",
        {"word": WORD},
        deed="forget the name {word}",
        reversible=False,
        tool=False,
        typed=("(forget|remove|delete|unlearn) the (name|word) {word}",),
    ),
)
