"""A form as one tool of a language model: its fields are the parameters, and what is told goes as spoken words do."""

from functools import partial
from typing import Any

from localvoice.tools.arguments import said
from localvoice.tools.form.acts import take
from localvoice.tools.form.pieces import Piece
from localvoice.tools.form.reading import Told, read
from localvoice.tools.form.written import Field, Form
from localvoice.tools.skill import Answer, Call, World
from localvoice.tools.tool import Tool

EXAMPLES = {
    "date": "such as 'next friday'",
    "time": "such as 'half past seven'",
    "number": "a whole number",
    "phone": "digits",
    "several": "joined by 'and'; 'no' for none",
}
THERE = ("yes", "true", "1", "needed")  # of a choice that is there or not


def tool(form: Form, world: World) -> Tool:
    """It fills the form, which changes nothing yet: what is complete is said back, and kept after a spoken yes."""
    return Tool(
        name=form.keeps,
        schema=schema(form),
        read=partial(_read, form),
        in_words=lambda call: f"take what you said for a {form.keeps}",
        run=partial(_run, form, world),
        changes=lambda call: False,
    )


def schema(form: Form) -> dict[str, Any]:
    """OpenAI-style; every parameter is a string in the speaker's words, and none is required."""
    properties = {one.name: {"type": "string", "description": _about(one)} for one in form.field}
    about = f"Write down what the person said for a {form.keeps}, or corrected: only that. The next question is asked."
    parameters = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": form.keeps, "description": about, "parameters": parameters}}


def _about(one: Field) -> str:
    what = one.called[0] if one.called else one.name.replace("_", " ")
    if one.kind == "choice":
        return f"{what}: {', '.join(one.values)}"
    return f"{what}, {EXAMPLES[one.kind]}" if one.kind in EXAMPLES else what


def _read(form: Form, arguments: dict[str, Any]) -> Call | None:
    """None where a value makes no sense for its field."""
    pieces: list[Piece] = []
    words: dict[str, str] = {}
    for one in form.field:
        given = arguments.get(one.name)
        text = " and ".join(said("yes" if given is True else given))
        if not text:
            continue
        found = _pieces(form, one, text)
        if not found:
            return None
        pieces += found
        words[one.name] = text
    return Call(form.keeps, {"told": tuple(pieces)}, words) if pieces else None


def _pieces(form: Form, one: Field, text: str) -> list[Piece]:
    if one.kind == "choice" and len(one.values) == 1 and text.lower() in THERE:
        return [Piece(one.name, next(iter(one.values)), 0, 1)]
    if one.kind == "text":
        return [Piece(one.name, text, 0, 1)]
    told = read(form, text, one.name)
    return [each for each in told.pieces if each.field == one.name] if told else []


def _run(form: Form, world: World, call: Call) -> Answer:
    return take(form, Told(call.slots["told"]), world)
