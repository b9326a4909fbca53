"""Which functions does a person's file have, and what does one of them answer? Found out in a process of its own.

One line of JSON in, one document out, both in pipes that the person's code does not see: what it prints goes nowhere
(`--prints`: to standard error), and it is asked nothing at a keyboard. The process ends with its last word, whatever
threads still run, and with everybody it has started when the one who began it is gone.
"""

import ast
import asyncio
import importlib.util
import inspect
import json
import os
import signal
import sys
import threading
import types
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

from localvoice.tools.offered.signature import Signature, Unfit

MODULE = "own_functions"  # what a person's file is called while it runs
WORD_CHARS = 200  # of what an exception says
PRINTS = "--prints"


def main() -> None:
    """Answer one request: {"file"} or {"file", "function", "arguments", "most"}."""
    answers = os.fdopen(os.dup(1), "wb")
    requests = os.fdopen(os.dup(0), "rb")
    with open(os.devnull, "r+b") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(2 if PRINTS in sys.argv else nothing.fileno(), 1)
    request = json.loads(requests.readline())
    threading.Thread(target=_end_with_parent, args=(requests,)).start()
    try:
        answer = _call(**request) if "function" in request else _found(Path(request["file"]))
    except Unfit as error:
        answer = {"failed": _line(str(error))}
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()
    os._exit(0)


def _end_with_parent(requests: BufferedReader) -> None:
    requests.read()  # until nobody can write any more
    os.killpg(0, signal.SIGKILL)


def _found(file: Path) -> dict[str, Any]:
    """What the file offers, and clauses about what it cannot offer."""
    functions, problems = [], list(_twice(file))
    for name, function in _functions(_loaded(file)):
        try:
            signature = Signature(name, function)
            functions.append({"schema": signature.schema(), "documented": bool(inspect.getdoc(function))})
        except Unfit as error:
            problems.append(f"{name} {error}")
    return {"functions": functions, "problems": [_line(each) for each in problems]}


def _call(file: str, function: str, arguments: dict[str, Any], most: int) -> dict[str, Any]:
    """What it answers, at most so many characters of it."""
    named = dict(_functions(_loaded(Path(file))))
    if function not in named:
        raise Unfit("is not in its file any more")
    signature = Signature(function, named[function])
    try:
        value = signature.call(arguments)
        if inspect.isawaitable(value):
            value = asyncio.run(_awaited(value))
    except Unfit:
        raise
    except EOFError as error:
        raise Unfit("asked for something to be typed, and nobody types here: take it as an argument") from error
    except SystemExit as error:
        raise Unfit("ended the program instead of answering") from error
    except BaseException as error:  # somebody else's code: whatever it raises is told
        raise Unfit(f"failed ({_written(error)})") from error
    return {"text": signature.told(value)[:most]}


async def _awaited(value: Any) -> Any:
    return await value


def _loaded(file: Path) -> types.ModuleType:
    """The file as a module; it may import what lies beside it. Raises Unfit."""
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location(MODULE, file)
    if spec is None or spec.loader is None:
        raise Unfit("is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise Unfit(f"has a mistake in line {error.lineno} ({error.msg})") from error
    except ModuleNotFoundError as error:
        raise Unfit(f"imports {error.name}, which is not installed beside localvoice") from error
    except EOFError as error:
        raise Unfit("asks for something to be typed when it is loaded, and nobody types here") from error
    except SystemExit as error:
        raise Unfit("ends the program when it is loaded") from error
    except BaseException as error:  # somebody else's code: whatever it raises is told
        raise Unfit(f"fails when it is loaded ({_written(error)})") from error
    return module


def _functions(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """What the file itself defines, under its own name, and does not begin with "_"."""
    for name, value in vars(module).items():
        plain = inspect.unwrap(value) if callable(value) else None
        if not isinstance(plain, types.FunctionType) or name.startswith("_") or plain.__module__ != MODULE:
            continue
        elsewhere = plain.__name__ != name and (plain.__name__ in vars(module) or plain.__name__ == "<lambda>")
        if not elsewhere:
            yield name, value


def _twice(file: Path) -> Iterator[str]:
    """Functions that the file defines again, so that the first one is lost."""
    try:
        body = ast.parse(file.read_bytes()).body
    except (SyntaxError, ValueError):
        return  # which loading it tells better
    seen: dict[str, int] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name in seen and not node.name.startswith("_"):
                yield f"{node.name} is defined twice, in lines {seen[node.name]} and {node.lineno}: the second is used"
            seen[node.name] = node.lineno


def _written(error: BaseException) -> str:
    said = str(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WORD_CHARS else f"{line[:WORD_CHARS]}…"


if __name__ == "__main__":
    main()
