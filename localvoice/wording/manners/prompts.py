"""What does a prompt ask of a voice that no voice should do? Each such sentence, its reason, and what to ask instead.

A model speaks as it is spoken to: pictures, lists, long answers, several questions at once, empty words, deeds without
asking. What the prompt forbids is fine. English; the marks of any language.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from localvoice.wording.manners import marks
from localvoice.wording.manners.judging import Fault, shown, split
from localvoice.wording.manners.measure import count_words
from localvoice.wording.manners.plain import Plain
from localvoice.wording.phrases import Cut
from localvoice.wording.spoken.markup import HEADING, unmarked

LONG = 150  # words: more is read before every talk, and a small model keeps to none of it
NOT = re.compile(
    r"\b(?:no|not|never|avoid|without|instead of|rather than|neither|nor|refrain|skip|forbidden)\b|"
    r"n['’]t\b",
    re.IGNORECASE,
)
ONE_BY_ONE = re.compile(
    r"\bone (?:\w+ )?(?:at a time|by one|after (?:the other|another))\b|\bone question\b|"
    r"\bfirst\b.*\bthen\b",
    re.IGNORECASE,
)
ASKS_MANY = re.compile(
    r"\b(?:ask|request|find out|collect|gather|get)\b(?: \w+){0,3}? (?:for |"
    r"about )?(?P<things>[^.?!]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wrong:
    """One kind of sentence that a prompt should not have."""

    rule: str
    why: str  # said of the sentence
    pattern: re.Pattern[str]
    instead: str  # "" for nothing


def _wrong(rule: str, why: str, pattern: str, instead: str = "") -> Wrong:
    return Wrong(rule, why, re.compile(pattern, re.IGNORECASE), instead)


WRONGS = (
    _wrong("emoji", "asks for pictures, which have no sound", r"\b(?:emojis?|emoticons?|smileys?|kaomoji)\b"),
    _wrong(
        "length",
        "asks for long answers, which nobody hears to their end",
        r"\b(?:long(?:er)?|lengthy|detailed|comprehensive|thorough(?:ly)?|in[- ]depth|exhaustive|extensive|elaborate|"
        r"verbose) "
        r"(?:\w+ ){0,2}?(?:answers?|repl(?:y|ies)|responses?|explanations?|descriptions?|paragraphs?|texts?|"
        r"information|background)\b"
        r"|\b(?:in (?:great|full|much|as much) detail|as (?:long|detailed|much (?:detail|information)) as possible|"
        r"at least (?:\w+ )?"
        r"(?:words|sentences|paragraphs)|(?:several|multiple|three|four|five|full) paragraphs|be (?:very |"
        r"as )?(?:detailed|thorough|"
        r"comprehensive|verbose|exhaustive)|elaborate (?:on|as)|explain everything|leave nothing out)\b",
        "Answer in one or two short sentences.",
    ),
    _wrong(
        "list",
        "asks for what only the eye can read",
        r"\b(?:bullet(?:ed|s| points?)?|numbered lists?|(?:as|in|use|with|make|into|using) (?:a |an |short |clear |"
        r"nice )*(?:lists?|tables?)\b"
        r"|lists? (?:format|form)|table format|markdown|headings?|headlines|bold(?:face)?|italics?|code blocks?|"
        r"formatting|html)\b",
        "What would be a list you say as a sentence: first this, then that.",
    ),
    _wrong(
        "question",
        "asks for several questions at once; nobody answers more than one by ear",
        r"\b(?:(?:several|many|multiple|all(?: the| of the| your)?|two|three|four|five|a few|a lot of|as many|some|"
        r"\d+|the following) "
        r"(?:\w+ )?questions|questions? (?:all )?(?:at once|together)|ask (?:for )?everything|(?:all|"
        r"everything) (?:at once|in one go|together|in one "
        r"(?:message|sentence|turn|question)))\b",
        "Ask one thing at a time.",
    ),
    _wrong(
        "opening",
        "asks for words that say nothing",
        r"\b(?:start|begin|open|preface|end|close|finish) (?:\w+ ){0,4}?(?:with|by saying|by thanking|by praising|"
        r"by complimenting)\b(?!.*\b(?:answer|most important|"
        r"what matters|name|greeting)\b)|\b(?:compliment|praise) (?:the|every|each|their)\b|\balways (?:thank|"
        r"apologi[sz]e)\b|\brestate (?:the|their|every)\b",
        "Begin with the answer.",
    ),
    _wrong(
        "address",
        "asks for addresses or sources, which cannot be noted by ear",
        r"\b(?:cite|citations?|sources?|references?|footnotes?|links?|urls?|web ?site address(?:es)?|hyperlinks?)\b",
    ),
    _wrong(
        "stage direction",
        "asks for stage directions, which a voice would read out",
        r"\b(?:asterisks|stage directions?|(?:describe|show|write|express) (?:your )?(?:actions|gestures|emotions|"
        r"facial)|role-?play actions|\*\w+\*)",
    ),
)
NO_ECHO = re.compile(
    r"\b(?:don['’]t|do not|never|without) (?:ask(?:ing)? (?:for )?(?:confirmation|permission|back|again|first)|"
    r"confirm(?:ing)?|repeat(?:ing)? (?:the|what|back|their|an?)|"
    r"check(?:ing)? back)\b|\bjust do (?:it|what)|\bact (?:immediately|at once|right away)\b|\bno confirmation\b",
    re.IGNORECASE,
)
ECHO = "Say back what you understood before you do it."


def judge_prompt(prompt: str, promises: Callable[[str], list[str]] = lambda sentence: []) -> list[Fault]:
    """What is wrong with a prompt, by its place. `promises`: the deeds a sentence promises that no tool does."""
    faults = list[Fault]()
    for sentence, start in _placed(prompt):
        end = start + len(sentence)
        faults += [Fault(one.rule, f"“{shown(sentence)}” {one.why}.", start, end) for one in _wrongs(sentence)]
        if len(_things(sentence)) > 2 and not ONE_BY_ONE.search(prompt):
            why = "asks for several things and does not say that they are asked one at a time"
            faults.append(Fault("question", f"“{shown(sentence)}” {why}.", start, end))
        if NO_ECHO.search(sentence):
            faults.append(
                Fault("echo", f"“{shown(sentence)}” lets it act before it has said what it understood.", start, end)
            )
        if deeds := " and ".join(promises(sentence)):
            why = f"“{shown(sentence)}” promises to {deeds}, and no skill of this persona does."
            faults.append(Fault("promise", why, start, end))
    for kind, start, end in marks.found(prompt):
        if kind.rule in ("list", "table", "Markdown", "emoji", "code"):
            why = f"“{shown(prompt[start:end])}” is written with marks, and a model answers as it is spoken to."
            faults.append(Fault(kind.rule, why, start, end))
    if (words := count_words(prompt)) > LONG:
        faults.append(Fault("length", f"The prompt has {words} words; {LONG} are enough.", 0, len(prompt)))
    return sorted(_once(faults), key=lambda fault: (fault.start, fault.end))


def better_prompt(prompt: str, promises: Callable[[str], list[str]] = lambda sentence: []) -> str:
    """The same prompt in short sentences, without those that a voice cannot follow, and what to ask instead."""
    kept, instead, plain = list[str](), list[str](), Plain("as it stands")
    for sentence, _ in _placed(prompt):
        wrongs = _wrongs(sentence)
        if HEADING.match(sentence):
            continue
        things = _things(sentence) if not ONE_BY_ONE.search(prompt) else []
        if len(things) > 2:
            kept.append(f"Ask for one thing at a time: first {', then '.join(things)}.")
            continue
        instead += [one.instead for one in wrongs] + [ECHO] * bool(NO_ECHO.search(sentence))
        if not (wrongs or NO_ECHO.search(sentence) or promises(sentence)):
            kept += [unmarked(cut.text).strip() for cut in plain.take(Cut(sentence, True)) if cut.text]
    whole = [*kept, *(each for each in dict.fromkeys(instead) if each and each not in kept)]
    return " ".join(_sentence(each) for each in whole if re.search(r"\w", each))


def _placed(prompt: str) -> list[tuple[str, int]]:
    """Its sentences, with where they begin."""
    found, at = list[tuple[str, int]](), 0
    for sentence in split(prompt):
        at = max(at, prompt.find(sentence[:20], at))
        found.append((sentence, at))
        at += len(sentence) // 2
    return found


def _wrongs(sentence: str) -> list[Wrong]:
    """The kinds of fault that a sentence asks for, and does not forbid."""
    return [
        one for one in WRONGS if (match := one.pattern.search(sentence)) and not NOT.search(sentence[: match.end()])
    ]


def _things(sentence: str) -> list[str]:
    """What a sentence says is to be asked for: "Ask for the day, the hour and the name"."""
    found = ASKS_MANY.search(sentence)
    if not found or NOT.search(sentence[: found.start()]):
        return []
    things = [
        thing.strip(" ,.")
        for thing in re.split(
            r",\s*(?:and\s+)?|\s+and\s+(?=the |their |how |what |when |which |any |a |an )", found["things"]
        )
    ]
    return things if all(1 <= len(thing.split()) <= 7 for thing in things) else []


def _once(faults: list[Fault]) -> list[Fault]:
    """One fault of a rule in one place."""
    return list({(fault.rule, fault.start): fault for fault in reversed(faults)}.values())


def _sentence(text: str) -> str:
    text = text.strip().rstrip(":;,")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…", "。")) else ".")
