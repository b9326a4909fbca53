"""Which names has this person taught? Listed, taught and forgotten, in their own file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localvoice.errors import BadInput
from localvoice.memory.names import FILE, KeptNames
from localvoice.wording.names import Name


def names(data: Path) -> list[dict[str, Any]]:
    """All of them, in the file's order. Raises BadInput."""
    return [
        {"written": name.written, "said": name.said, "heard": list(name.heard), "kind": name.kind}
        for name in KeptNames(data / FILE).names.all
    ]


def teach(data: Path, written: str, said: str, heard: Sequence[str], kind: str) -> list[dict[str, Any]]:
    """All of them, with this one. Raises BadInput, StoreError."""
    KeptNames(data / FILE).add(Name(written, said, tuple(heard), kind))
    return names(data)


def forget(data: Path, written: str) -> list[dict[str, Any]]:
    """All of them, without this one. Raises BadInput where there is none, StoreError."""
    if not KeptNames(data / FILE).forget(written):
        raise BadInput(f"{data / FILE} has no name {written!r}: `localvoice words` lists them.")
    return names(data)


def names_text(found: list[dict[str, Any]]) -> str:
    """The same for a person."""
    if not found:
        return "No names yet: localvoice words add NAME, or say “learn a new name”."
    lines = []
    for name in found:
        said = f", said “{name['said']}”" if name["said"] else ""
        heard = f", heard as {', '.join(name['heard'])}" if name["heard"] else ""
        kind = f" ({name['kind']})" if name["kind"] else ""
        lines.append(f"{name['written']}{kind}{said}{heard}")
    return "\n".join(lines)
