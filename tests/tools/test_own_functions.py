"""The person's own functions, as people write them: each runs in a real process, and what goes wrong is a sentence."""

import anyio
import pytest

from localvoice.clock import RealClock
from localvoice.tools.offered.own import own
from localvoice.tools.offered.said_back import said_back
from localvoice.tools.tool import CUT, SIZE, bounded

HOME = '''
"""Things at home."""

import dataclasses
import enum
import functools
import os
import pathlib
import subprocess
import sys
import threading
import time
from datetime import datetime
from math import sqrt
from typing import Annotated, Literal, Optional


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Place:
    name: str
    floor: int = 0


def warm(room: str, degrees: float = 20) -> str:
    """Warm a room."""
    print("warming " * 1000)
    return f"{room} at {degrees:g}"

def plain(count: int):
    return count + 1

async def later(count: int) -> int:
    """Count later."""
    return count + 1

def switch(state: Literal["on", "off"]) -> str:
    """Switch."""
    return state

def paint(colour: Colour) -> Colour:
    """Paint."""
    assert colour is Colour.RED
    return colour

def maybe(count: Optional[int] = None) -> str:
    """Maybe."""
    return str(count)

def go(place: Place, others: list[Place] = []) -> Place:
    """Go."""
    return dataclasses.replace(place, floor=place.floor + len(others))

def note(when: datetime, file: pathlib.Path) -> str:
    """Note."""
    return f"{when:%H:%M} {file.name}"

def dim(level: Annotated[int, "percent"], /, *, slowly: bool = False) -> str:
    """Dim."""
    return f"{level} {slowly}"

@functools.cache
def kept(count: int) -> int:
    """Kept."""
    return count

def nothing() -> None:
    """Nothing."""

def beside() -> str:
    """Read a file that lies beside."""
    return open("beside.txt").read()

def alone() -> str:
    """Leave a thread running."""
    threading.Thread(target=time.sleep, args=(60,)).start()
    return "here"

def table() -> dict[str, list[int]]:
    """A table."""
    return {"a": [1, 2]}

def flood() -> str:
    """100 MB."""
    return "x" * 100_000_000

def flood_prints() -> str:
    """100 MB, printed."""
    for _ in range(100):
        print("x" * 1_000_000)
    return "printed"

def fails() -> str:
    """Fails."""
    raise ValueError("no\\nheating " + "x" * 1000)

def asks() -> str:
    """Asks."""
    return input("Which room? ")

def leaves() -> str:
    """Leaves."""
    sys.exit(3)

def vanishes() -> str:
    """Vanishes."""
    os._exit(3)

def crashes() -> str:
    """Crashes."""
    import ctypes
    return str(ctypes.string_at(0))

def wrong() -> int:
    """Wrong."""
    return "many"

def thing():
    """A thing."""
    return object()

def loops() -> str:
    """Loops."""
    while True:
        pass

def starts(file: str) -> str:
    """Starts another and waits for it."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    pathlib.Path(file).write_text(str(other.pid))
    other.wait()
    return "done"

def _hidden() -> str:
    return "hidden"

again = warm
double = lambda number: 2 * number
'''


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    (folder / "my home.py").write_text(HOME)
    (folder / "beside.txt").write_text("beside")
    return folder


@pytest.fixture(scope="module")
def found(home):
    return anyio.run(own, [home])


def called(found, name, /, **arguments):
    """What a tool answers."""
    tool = next(tool for tool in found.tools if tool.name == name)
    call = tool.read(arguments)
    assert call
    return anyio.run(bounded, tool, call, RealClock()).text


def test_what_the_file_defines_is_offered_and_nothing_else(found):
    names = [tool.name for tool in found.tools]
    assert names[:3] == ["warm", "plain", "later"]
    assert not {"sqrt", "_hidden", "again", "double", "Colour", "Place"} & {*names}
    assert found.problems == ()
    assert found.undocumented == ("plain",)


def test_docstring_and_annotations_are_the_schema(found):
    schemas = {tool.name: tool.schema["function"] for tool in found.tools}
    assert schemas["warm"] == {
        "name": "warm",
        "description": "Warm a room.",
        "parameters": {
            "type": "object",
            "properties": {"room": {"type": "string"}, "degrees": {"type": "number"}},
            "required": ["room"],
        },
    }
    assert schemas["plain"]["description"] == "plain"
    assert schemas["switch"]["parameters"]["properties"] == {"state": {"enum": ["off", "on"]}}
    assert schemas["paint"]["parameters"]["properties"] == {"colour": {"enum": ["blue", "red"]}}
    assert schemas["dim"]["parameters"]["properties"]["level"] == {"type": "integer", "description": "percent"}
    assert schemas["go"]["parameters"]["properties"]["place"]["required"] == ["name"]
    assert "parameters" not in schemas["nothing"]
    assert "$ref" not in str(schemas)


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("warm", {"room": "kitchen"}, "kitchen at 20"),
        ("warm", {"room": "kitchen", "degrees": "21.5"}, "kitchen at 21.5"),
        ("plain", {"count": 3}, "4"),
        ("later", {"count": 3}, "4"),
        ("switch", {"state": "on"}, "on"),
        ("paint", {"colour": "red"}, "red"),
        ("maybe", {}, "None"),
        ("maybe", {"count": None}, "None"),
        ("go", {"place": {"name": "attic"}, "others": [{"name": "cellar"}]}, '{"name":"attic","floor":1}'),
        ("note", {"when": "2026-05-04T15:30:00", "file": "a/b.txt"}, "15:30 b.txt"),
        ("dim", {"level": 40, "slowly": "true"}, "40 True"),
        ("kept", {"count": 1}, "1"),
        ("nothing", {}, "Done."),
        ("beside", {}, "beside"),
        ("alone", {}, "here"),
        ("table", {}, '{"a":[1,2]}'),
        ("flood", {}, "x" * SIZE + CUT),
        ("flood_prints", {}, "printed"),
    ],
)
def test_a_function_is_called_as_a_model_writes_it(found, name, arguments, answer):
    assert called(found, name, **arguments) == answer


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("fails", {}, "fails failed (ValueError: no heating xxx"),
        ("asks", {}, "asks asked for something to be typed, and nobody types here: take it as an argument."),
        ("leaves", {}, "leaves ended the program instead of answering."),
        ("vanishes", {}, "vanishes ended without an answer (code 3)."),
        ("crashes", {}, "crashes crashed (SIGSEGV)."),
        ("wrong", {}, "wrong gave back something else than its annotation says: Expected `int`, got `str`."),
        ("thing", {}, "thing gave back what is no JSON (a thing of the type object); text, numbers, truth values, "),
        ("switch", {"state": "dim"}, "switch does not take these arguments: Invalid enum value 'dim' - at `$.state`."),
        ("plain", {"count": "many"}, "plain does not take these arguments: Expected `int`, got `str` - at `$.count`."),
    ],
)
def test_what_goes_wrong_is_one_sentence(found, name, arguments, said):
    told = called(found, name, **arguments)
    assert told.startswith(f"Sorry, that did not work: {said}")
    assert len(told) < 300
    assert "\n" not in told


def test_what_lacks_an_argument_or_has_one_too_many_is_no_call(found):
    warm = found.tools[0]
    assert warm.read({}) is None
    assert warm.read({"room": "kitchen", "colour": "red"}) is None


def test_an_endless_loop_ends_in_time(home):
    hurried = anyio.run(own, [home / "my home.py"], 3.0)
    assert called(hurried, "loops").endswith("loops gave no answer within 3 seconds.")


def test_it_ends_with_all_that_it_has_started(home, tmp_path):
    hurried = anyio.run(own, [home], 3.0)
    file = tmp_path / "pid"
    assert called(hurried, "starts", file=str(file)).endswith("starts gave no answer within 3 seconds.")
    state = anyio.run(_state, int(file.read_text()))
    assert state in ("", "Z")  # gone, or nobody has taken notice yet that it is


async def _state(pid):
    done = await anyio.run_process(["ps", "-o", "stat=", "-p", str(pid)], check=False)
    return done.stdout.decode().strip()[:1]


def test_who_interrupts_ends_it_at_once(home, tmp_path):
    async def main():
        found = await own([home])
        starts, file = next(tool for tool in found.tools if tool.name == "starts"), tmp_path / "pid"
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(starts.run, starts.read({"file": str(file)}))
            while not file.exists() or not file.read_text():
                await anyio.sleep(0)
            tasks.cancel_scope.cancel()
        return await _state(int(file.read_text()))

    assert anyio.run(main) in ("", "Z")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def f(a): pass", "f does not say what a is: write a: str, or another type."),
        ("def f(**options): pass", "f takes **options: name each argument."),
        ("def f(*all): pass", "f takes *all: name each argument."),
        ("def f():\n    yield 1", "f yields: return a list instead."),
        ("def f(a: 'Node'): pass", "f has an annotation that nobody knows (name 'Node' is not defined)."),
        ("def f(a: complex): pass", "f takes a as complex, which is no JSON; text, numbers, "),
        ("def f(a: 3): pass", "f "),
        ("def f() -> complex: pass", "f gives back complex, which is no JSON; text, numbers, "),
        ("def f(): pass\ndef f(): pass", "f is defined twice, in lines 1 and 2: the second is used."),
    ],
)
def test_a_function_that_cannot_be_offered_is_named(tmp_path, code, problem):
    file = tmp_path / "mine.py"
    file.write_text(f"{code}\ndef good() -> str:\n    return 'good'\n")
    found = anyio.run(own, [file])
    (told,) = found.problems
    assert told.startswith(f"{file}: {problem}")
    assert "good" in [tool.name for tool in found.tools]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def f(:", "has a mistake in line 1 (invalid syntax)."),
        ("import nosuchthing", "imports nosuchthing, which is not installed beside localvoice."),
        ("1 / 0", "fails when it is loaded (ZeroDivisionError: division by zero)."),
        ("input()", "asks for something to be typed when it is loaded, and nobody types here."),
        ("raise SystemExit", "ends the program when it is loaded."),
        ("while True: pass", "gave no answer within 3 seconds."),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named_and_the_others_are_there(tmp_path, code, problem):
    (tmp_path / "bad.py").write_text(code)
    (tmp_path / "good.py").write_text("def good() -> str:\n    return 'good'\n")
    found = anyio.run(own, [tmp_path], 3.0)
    assert found.problems == (f"{tmp_path / 'bad.py'} {problem}",)
    assert [tool.name for tool in found.tools] == ["good"]


def test_two_functions_of_one_name_are_told_apart_by_a_sentence(tmp_path):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("def warm() -> str:\n    return __file__\n")
    found = anyio.run(own, [tmp_path])
    assert len(found.tools) == 1
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    assert found.problems == (f"{second}: warm is also in {first}, which comes first; give it another name.",)


def test_files_that_are_not_there_or_hold_nothing_are_named(tmp_path):
    (tmp_path / "notes.txt").write_text("")
    empty = tmp_path / "empty"
    empty.mkdir()
    found = anyio.run(own, [tmp_path / "none.py", tmp_path / "notes.txt", empty])
    assert [problem.removeprefix(str(tmp_path)) for problem in found.problems] == [
        "/none.py, named under functions in the settings, does not exist.",
        "/notes.txt, named under functions in the settings, is no Python file: its name must end in .py.",
        "/empty holds no Python file.",
    ]


def test_a_change_in_the_file_counts_from_the_next_call_on(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("def now() -> str:\n    return 'before'\n")
    found = anyio.run(own, [file])
    file.write_text("def now() -> str:\n    return 'after'\n")
    assert called(found, "now") == "after"
    file.write_text("")
    assert called(found, "now").endswith("now is not in its file any more.")


def test_what_a_call_would_do_is_said_with_its_arguments():
    said = said_back("set_lamp", {"room": "kitchen", "on": True, "colours": ["red", "blue"], "place": {"floor": 2}})
    assert said == "use set lamp, with room kitchen, on yes, colours red and blue, and place floor 2"
    assert said_back("all_off", {}) == "use all off"
    assert said_back("write", {"text": "word " * 100}) == f"use write, with text {'word ' * 12}and so on"
