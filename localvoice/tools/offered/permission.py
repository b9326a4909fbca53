"""What may a tool do unasked? What the person's settings say of its name; else what it says of itself; unsure: nothing.

`never` is stronger than `ask`, and that than `allow`, so that a pattern cannot allow what was forbidden by name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from localvoice.settings import Tools
from localvoice.tools.tool import Permission, Tool


def permitted(tool: Tool, rules: Tools) -> Tool:
    """The tool with the permission that the person gives it."""
    for patterns, permission in _rules(rules):
        if any(fnmatchcase(tool.name, pattern) for pattern in patterns):
            allowed = permission == "read" and tool.permission == "write"
            return replace(tool, permission=permission, waits=allowed)
    return tool


def strangers(rules: Tools, names: Iterable[str]) -> Iterator[str]:
    """A sentence for each name in the settings that no tool has: a mistake in `never` would allow something."""
    there = list(names)
    for (patterns, _), key in zip(_rules(rules), ("never", "ask", "allow"), strict=True):
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in there):
                near = get_close_matches(pattern, there, n=1)
                meant = f" (is it {near[0]}?)" if near else ""
                yield f"The settings name {pattern} under {key} in [tools], and there is no such tool{meant}."


def _rules(rules: Tools) -> Iterator[tuple[Sequence[str], Permission]]:
    yield rules.never, "never"
    yield rules.ask, "write"
    yield rules.allow, "read"
