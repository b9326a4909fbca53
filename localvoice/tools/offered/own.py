"""The person's own Python functions as tools: each call in a process of its own, which ends in time, with its children.

Nothing of a person's file is ever imported here. What it prints, whether it crashes, loops or floods: the conversation
hears one sentence.
"""

import json
import math
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import anyio
from anyio.abc import ByteReceiveStream

from localvoice.errors import BadInput, EngineError
from localvoice.tools.offered.said_back import said_back
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import LIMIT_S, SIZE, Tool

CHILD = [sys.executable, "-I", "-B", "-m", "localvoice.tools.offered.child"]  # -B: no __pycache__ in a person's folder
PRINTS = "--prints"
BYTES = 1_000_000  # of one document; a process whose code writes more past its own pipes is ended


@dataclass(frozen=True)
class Found:
    """What the files offer."""

    tools: tuple[Tool, ...]
    problems: tuple[str, ...]  # a sentence each; the other functions are there none the less
    undocumented: tuple[str, ...] = ()  # names of tools of which a language model knows nothing else


async def own(files: Sequence[Path], limit_s: float = LIMIT_S, prints: bool = False) -> Found:
    """The functions in the files, and in the folders' files. `prints`: what they print is shown on standard error."""
    problems: list[str] = []
    paths = [each for file in files for each in _python(file, problems)]
    described: dict[Path, dict[str, Any]] = {}

    async def describe(path: Path) -> None:
        try:
            described[path] = await ask({"file": str(path)}, limit_s)
        except EngineError as error:
            problems.append(f"{path} {error}.")

    async with anyio.create_task_group() as tasks:
        for path in paths:
            tasks.start_soon(describe, path)
    tools: dict[str, Tool] = {}
    origins: dict[str, Path] = {}
    undocumented = []
    for path in paths:
        problems += [f"{path}: {clause}." for clause in described.get(path, {}).get("problems", ())]
        for function in described.get(path, {}).get("functions", ()):
            name = function["schema"]["function"]["name"]
            if name in tools:
                problems.append(f"{path}: {name} is also in {origins[name]}, which comes first; give it another name.")
                continue
            origins[name], tools[name] = path, _tool(path, function["schema"], limit_s, prints)
            undocumented += [] if function["documented"] else [name]
    return Found(tuple(tools.values()), tuple(problems), tuple(undocumented))


def _python(file: Path, problems: list[str]) -> Iterable[Path]:
    """The file itself, or those of a folder."""
    if file.is_dir():
        found = sorted(each for each in file.glob("*.py") if not each.name.startswith("_"))
        if not found:
            problems.append(f"{file} holds no Python file.")
        return found
    if not file.is_file():
        problems.append(f"{file}, named under functions in the settings, does not exist.")
    elif file.suffix != ".py":
        problems.append(f"{file}, named under functions in the settings, is no Python file: its name must end in .py.")
    else:
        return [file]
    return []


def _tool(file: Path, schema: dict[str, Any], limit_s: float, prints: bool) -> Tool:
    name = schema["function"]["name"]
    parameters = schema["function"].get("parameters", {})
    known = set(parameters.get("properties", {}))
    needed = set(parameters.get("required", ()))

    def read(arguments: dict[str, Any]) -> Call | None:
        return Call(name, arguments, {}) if needed <= set(arguments) <= known else None

    async def run(call: Call) -> Answer:
        request = {"file": str(file), "function": name, "arguments": call.slots, "most": SIZE + 1}
        try:
            return Answer((await ask(request, limit_s, prints))["text"])
        except EngineError as error:
            raise BadInput(f"{name} {error}.") from error

    return Tool(
        name=name,
        schema=schema,
        read=read,
        in_words=lambda call: said_back(name, call.slots),
        run=run,
        limit_s=math.inf,  # by the clock on the wall instead, which is what another process lives by
        data=True,
    )


async def ask(request: dict[str, Any], limit_s: float, prints: bool = False) -> dict[str, Any]:
    """What the process answers. Raises EngineError with a clause: `crashed (SIGSEGV)`."""
    command = [*CHILD, *([PRINTS] if prints else [])]
    said, code = b"", 0
    with anyio.move_on_after(limit_s) as limit:
        async with await anyio.open_process(
            command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=None if prints else DEVNULL,
            cwd=Path(request["file"]).parent,  # where it may have files of its own
            start_new_session=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            try:
                with suppress(anyio.BrokenResourceError):
                    await process.stdin.send(json.dumps(request).encode() + b"\n")
                said = await _line(process.stdout)
            finally:
                _end(process.pid)
            code = await process.wait()
    if limit.cancelled_caught:
        raise EngineError(f"gave no answer within {limit_s:g} seconds")
    return _read(said, code)


def _end(process: int) -> None:
    """With all that it has started."""
    with suppress(ProcessLookupError, PermissionError):  # PermissionError: what a Mac says of one that has ended
        os.killpg(process, signal.SIGKILL)


async def _line(stream: ByteReceiveStream) -> bytes:
    """The first line, which is all there is unless its code writes there, too."""
    said = bytearray()
    with suppress(anyio.EndOfStream):
        while len(said) <= BYTES and not said.endswith(b"\n"):
            said += await stream.receive()
    return bytes(said)


def _read(said: bytes, code: int) -> dict[str, Any]:
    if len(said) > BYTES:
        raise EngineError("wrote more than a million bytes where its answer belongs")
    try:
        answered = json.loads(said)
    except ValueError as error:
        raise EngineError(_ended(code)) from error
    if not isinstance(answered, dict):
        raise EngineError(_ended(code))
    if "failed" in answered:
        raise EngineError(str(answered["failed"]))
    return answered


def _ended(code: int) -> str:
    if code < 0:
        return f"crashed ({signal.Signals(-code).name})"
    return f"ended without an answer (code {code})"
