"""Which personas are there, what is in one, and does it speak as one speaks aloud? For who writes one."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from localvoice.errors import BadInput
from localvoice.tools import persona as personas
from localvoice.tools.persona import Persona
from localvoice.tools.promised import promised
from localvoice.wording.manners.better import better, better_greeting
from localvoice.wording.manners.echo import unechoed
from localvoice.wording.manners.judging import Fault, judge, shown
from localvoice.wording.manners.prompts import better_prompt, judge_prompt

RIGHT = "Nothing to mend: {} keep the manners of a voice."
ASKED = ("asked", "request", "user", "question", "prompt", "input")  # names under which JSON has what was asked
SAID = ("reply", "said", "answer", "assistant", "response", "output", "text")  # and what was answered


@dataclass(frozen=True)
class Part:
    """One text that is judged."""

    where: str  # "prompt", "reply 3"
    text: str
    judge: Callable[[str], list[Fault]]
    better: Callable[[str], str]


@dataclass(frozen=True)
class Reply:
    said: str
    asked: str = ""
    did: tuple[str, ...] = ()  # deeds of its turn, in words
    before: str = ""  # the reply before it


def listed() -> list[dict[str, Any]]:
    """Those of the package."""
    every = [personas.persona(name) for name in personas.names()]
    return [{"name": one.name, "prompt": one.prompt, "file": str(one.file / f"{one.name}.toml")} for one in every]


def listed_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    return "\n".join(f"{one['name']}: {one['prompt']}" for one in found)


def shown_persona(name: str) -> dict[str, Any]:
    """One persona. Raises BadInput."""
    one = personas.persona(name)
    fields = ("name", "prompt", "greeting", "unknown", "skills", "sentences")
    return {field: getattr(one, field) for field in fields} | {"can": list(one.abouts())}


def shown_text(found: dict[str, Any]) -> str:
    """The same for a person."""
    told = {**found, "skills": ", ".join(found["skills"]), "can": "; ".join(found["can"])}
    return "\n".join(f"{key}: {value}" for key, value in told.items())


def checked(name: str, replies: Path | None = None) -> dict[str, Any]:
    """What is wrong with a persona, or with a file of replies alone, and how it would be better. Raises BadInput."""
    alone = Path(name).suffix in (".jsonl", ".json", ".txt", ".md")
    file = Path(name)
    if alone:
        parts = list(_replies(_read(file), file.suffix))
    else:
        one = personas.persona(name)
        file = one.file if one.file.is_file() else one.file / f"{name}.toml"
        parts = [*_persona(one)]
    if replies:
        parts += _replies(_read(replies), replies.suffix)
    if not parts:
        raise BadInput(f"{name} holds no replies: write one a line as JSON, or part them with empty lines.")
    return _judged(name, parts, _read(file))


def _judged(name: str, parts: Sequence[Part], raw: str) -> dict[str, Any]:
    faults, mended = list[dict[str, Any]](), dict[str, str]()
    for part in parts:
        found = part.judge(part.text)
        faults += [
            {
                "where": part.where,
                "line": _line(raw, part.text[each.start : each.end]),
                "rule": each.rule,
                "why": each.why,
            }
            | {"start": each.start, "end": each.end}
            for each in found
        ]
        if found and (text := part.better(part.text)) and text != part.text:
            mended[part.where] = text
    judged = [part.where for part in parts]
    return {"file": name, "right": not faults, "judged": judged, "faults": faults, "better": mended}


def checked_text(found: dict[str, Any]) -> str:
    """The same for a person."""
    if found["right"]:
        replies = sum(where.startswith("reply") for where in found["judged"])
        others = [f"the {where}" for where in found["judged"] if not where.startswith("reply")]
        count = [f"{replies} repl{'y' if replies == 1 else 'ies'}"] if replies else []
        return RIGHT.format(", ".join([*others, *count]))
    lines = []
    for fault in found["faults"]:
        line = f", line {fault['line']}" if fault["line"] else ""
        lines.append(f"{fault['where']}{line}: {fault['why']}")
    if found["better"]:
        lines += ["", "Better:", *(f"  {where}: {text}" for where, text in found["better"].items())]
    return "\n".join(lines)


def _persona(one: Persona) -> Iterator[Part]:
    promises = partial(promised, persona=one)
    yield Part(
        "prompt", one.prompt, partial(judge_prompt, promises=promises), partial(better_prompt, promises=promises)
    )
    for where, text in (("greeting", one.greeting), ("unknown", one.unknown)):
        if text:
            yield Part(
                where, text, partial(_greeting, promises=promises), better_greeting if where == "greeting" else better
            )
    for number, sample in enumerate(one.samples, 1):
        yield _reply(number, Reply(sample.said, sample.asked), one.sentences)


def _greeting(text: str, promises: Callable[[str], list[str]]) -> list[Fault]:
    deeds = " and ".join(promises(text))
    why = f"“{shown(text)}” promises to {deeds}, and no skill of this persona does."
    return [*judge(text), *([Fault("promise", why, 0, len(text))] if deeds else [])]


def _reply(number: int, reply: Reply, most: int) -> Part:
    return Part(
        f"reply {number}",
        reply.said,
        partial(_judged_reply, reply, most),
        partial(better, request=reply.asked, most=most),
    )


def _judged_reply(reply: Reply, most: int, text: str) -> list[Fault]:
    """With the deeds that were done in its turn."""
    whys = [unechoed(deed, reply.asked, text, reply.before) for deed in reply.did]
    return [*judge(text, reply.asked, most), *(Fault("echo", why, 0, len(text)) for why in whys if why)]


def _replies(raw: str, suffix: str) -> Iterator[Part]:
    """The replies in a text: JSON, one JSON a line, or plain blocks with what was asked behind `>`. Raises BadInput."""
    try:
        found = list(_json(raw, suffix)) if suffix in (".json", ".jsonl") else list(_plain(raw))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f'The replies cannot be read ({error}): write {{"asked": …, "reply": …}}, one a line.'
        ) from error
    before = ["", *(reply.said for reply in found)]
    for number, reply in enumerate(found, 1):
        yield _reply(number, replace(reply, before=before[number - 1]), 2)


def _json(raw: str, suffix: str) -> Iterator[Reply]:
    every = [json.loads(line) for line in raw.splitlines() if line.strip()] if suffix == ".jsonl" else [json.loads(raw)]
    while every:
        one = every.pop(0)
        if isinstance(one, list):
            every = [*one, *every]
        elif isinstance(one, str):
            yield Reply(one)
        else:
            said = next((str(one[key]) for key in SAID if key in one), "")
            asked = next((str(one[key]) for key in ASKED if key in one), "")
            did = one.get("did", [])
            if said.strip():
                yield Reply(said, asked, (did,) if isinstance(did, str) else tuple(map(str, did)))


def _plain(raw: str) -> Iterator[Reply]:
    ruled = re.search(r"^\s*-{3,}\s*$", raw, re.MULTILINE)
    parted = r"^\s*-{3,}\s*$" if ruled else r"^(?=>)" if re.search("^>", raw, re.MULTILINE) else r"\n\s*\n"
    for block in re.split(parted, raw, flags=re.MULTILINE):
        lines = block.strip().splitlines()
        asked = " ".join(line[1:].strip() for line in lines if line.startswith(">"))
        said = "\n".join(line for line in lines if not line.startswith(">")).strip()
        if said:
            yield Reply(said, asked)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read ({error}); name a text file.") from error


def _line(raw: str, place: str) -> int:
    """In which line of the file a place is; 0 where it stands there in other letters."""
    first = place.strip().splitlines()[0][:40] if place.strip() else ""
    at = raw.find(first) if first else -1
    return raw.count("\n", 0, at) + 1 if at >= 0 else 0
