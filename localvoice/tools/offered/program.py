"""What of a program's own functions does a language model see, and may call? In the shape of all tools.

The program runs them itself, by its own rules for what is asked first; here they are shown whole or by their names, and
those that the person never wants used are left out.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from localvoice.settings import Tools
from localvoice.tools.offered.permission import permitted
from localvoice.tools.offered.said_back import said_back
from localvoice.tools.offered.shown import SCHEMA, shown
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool


class Functions:
    """Those of one answer. `schemas`: OpenAI-style, as the program gave them."""

    def __init__(self, schemas: Sequence[dict[str, Any]], rules: Tools) -> None:
        allowed = [tool for tool in (permitted(_tool(each), rules) for each in schemas) if tool.permission != "never"]
        self._tools = {tool.name: tool for tool in shown(allowed, rules.tools_shown)}
        self.schemas = [tool.schema for tool in self._tools.values() if tool.schema]  # that a model is told of

    def read(self, name: str, arguments: dict[str, Any]) -> Call | None:
        """A model's call as one of a function of the program, or as a question how one is called; None: of nothing."""
        tool = self._tools.get(name)
        return tool.read(arguments) if tool else None

    def asks(self, call: Call) -> bool:
        """Does the model only want to know how a function is called?"""
        return call.intent == SCHEMA and SCHEMA in self._tools

    def told(self, call: Call) -> str:
        """The answer to that."""
        answer = self._tools[SCHEMA].run(call)
        assert isinstance(answer, Answer)
        return answer.text


def _tool(schema: dict[str, Any]) -> Tool:
    name = schema["function"]["name"]
    return Tool(
        name,
        schema,
        read=lambda given: Call(name, given, {}),
        in_words=lambda call: said_back(name, call.slots),
        run=partial(_elsewhere, name),
        data=True,
    )


def _elsewhere(name: str, call: Call) -> Answer:
    return Answer(f"{name} is run by the program that has it.", failed=True)
