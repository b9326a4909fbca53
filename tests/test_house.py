"""The house rules: who may import whom, how long a file may be, and that the README's map is the tree."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "localvoice"
FILES = sorted(PACKAGE.rglob("*.py"))
BASE = {"settings", "strict", "errors", "events", "grammar", "clock", "wall", "trace", "bounds", "loopback"}
MAY_IMPORT = {  # besides base and itself; the table of the README
    **{name: set() for name in BASE},
    "audio": set(),
    "store": set(),
    "engine": set(),
    "models": set(),
    "wording": set(),
    "tools": {"wording"},
    "memory": {"wording"},
    "vision": {"wording"},
    "hearing": {"audio"},
    "understanding": {
        "tools",
        "memory",
        "vision",
        "wording",
        "models.roles",
        "models.native",
        "models.duplex",
        "models.weighed",
        "engine",
    },
    "dialogue": {"understanding", "hearing", "audio"},
    "traces": set(),
    "app": {
        *("traces", "dialogue", "understanding", "hearing", "tools", "memory", "vision", "wording", "models.roles"),
        *("engine", "store", "audio", "models.native", "models.duplex"),
    },
    "realtime": set(),
    "daemon": {"app", "realtime"},
    "screen": {"traces", "dialogue", "understanding"},
    "cli": {"app", "daemon", "screen"},
    "__main__": {"cli"},
    "__init__": {"app", "dialogue", "understanding"},
}


def room_of(file):
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def parsed(file):
    return ast.parse(file.read_text())


@cache
def imports(file):
    return [*imported(file)]


def imported(file):
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(file):
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_rooms_only_look_down(file):
    room = room_of(file)
    allowed = BASE | {room} | MAY_IMPORT[room]
    for name in imports(file):
        if not name.startswith("localvoice."):
            continue
        inside = name.removeprefix("localvoice.")
        if inside in {"models", "__version__"}:
            continue
        assert any(inside == room or inside.startswith(room + ".") for room in allowed), f"{file} imports {name}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_only_engine_and_models_import_mlx_and_only_audio_sounddevice(file):
    for name in imports(file):
        top = name.split(".")[0]
        assert not (top.startswith("mlx") and room_of(file) not in {"engine", "models"}), f"{file} imports {name}"
        assert not (top == "onnxruntime" and room_of(file) != "models"), f"{file} imports {name}"
        assert not (top == "sounddevice" and room_of(file) != "audio"), f"{file} imports {name}"


SOCKETS = {  # who opens any, and to what
    "store": "the package index and the model hub, by `pull` alone",
    "daemon": "this machine, unless the setting `host` says otherwise",
    "tools/mcp": "loopback: servers of the person's own",
    "models/lm_ring": "machines that the person named: their names in .local, and the way to them",
    "models/lm_server": "loopback: their language server; the lane reads it, so it is where models are",
    "models/pocketsphinx": "pairs, to its own processes",
}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_few_places_open_sockets(file):
    opens = {"socket", "ssl", "h11", "http", "urllib.request", "httpx", "httpx2", "requests", "websockets", "uvicorn"}
    if any(name in opens or name.split(".")[0] in opens - {"http"} for name in imports(file)):
        place = str(file.parent.relative_to(PACKAGE))
        assert any(place == one or place.startswith(f"{one}/") for one in SOCKETS), f"{file} opens sockets"


@pytest.mark.parametrize(
    "file", [*FILES, *sorted(ROOT.glob("tests/**/*.py")), *sorted(ROOT.glob("scripts/**/*.py"))], ids=name_of
)
def test_files_are_short_and_say_first_what_they_answer(file):
    text = file.read_text()
    assert len(text.splitlines()) <= 400
    if file.name != "__init__.py" or text:
        assert ast.get_docstring(parsed(file)), f"{file} does not say what it answers"


def test_the_readme_map_names_each_room_and_each_file_of_the_base():
    """One line a room; what a file answers, its own first line says."""
    lines = (ROOT / "README.md").read_text().split("## Map")[1].split("\n## ")[0]
    shown = set(re.findall(r"^ +(\w+/(?:\w+/)*|\w+\.py) +\S", lines, re.M))
    rooms = {f"{file.parent.relative_to(PACKAGE)}/" for file in FILES if file.parent != PACKAGE}
    base = {file.name for file in FILES if file.parent == PACKAGE and file.name != "__init__.py"}
    assert shown - {"tiny/", "personas/"} == rooms | base


@pytest.mark.parametrize("file", [file for file in FILES if file.read_text()], ids=name_of)
def test_the_first_line_of_a_file_answers_and_does_not_only_ask(file):
    first = (ast.get_docstring(parsed(file)) or "").split("\n\n")[0]
    answer = first.rpartition("?")[2].strip(' *_)”"')
    assert len(answer.split()) >= 3, f"{file} asks “{first}” and does not say"


def test_help_is_quick_because_it_imports_no_heavy_library():
    code = (
        "import sys; sys.argv = ['localvoice', '--help']\n"
        "import localvoice.cli as cli\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "heavy = {'mlx', 'numpy', 'sounddevice', 'pocketsphinx', 'hassil', 'livekit', 'msgspec', 'onnxruntime'}\n"
        "heavy |= {'uvicorn', 'starlette', 'wyoming', 'mcp', 'jsonschema'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(f'imports {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_lock_holds_no_torch_no_cuda_and_no_addresses():
    lock = (ROOT / "scripts" / "requirements.lock").read_text()
    assert "mlx-lm==" in lock
    assert not re.search(r"^(torch|nvidia|triton|cuda)", lock, re.M)
    assert "://" not in lock


def test_no_path_or_variable_of_one_machine_is_written_in():
    for file in FILES:
        text = file.read_text()
        assert not re.search(r"/(work|root|home|Users)/", text), file
        assert not re.search(r"\b(environ|getenv)\b", text), (
            f"{file} reads an environment variable; settings are in settings.py"
        )


def test_no_two_files_of_tests_share_a_name_so_that_any_of_them_run_together():
    names = [file.name for file in ROOT.glob("tests/**/*.py") if file.name != "conftest.py"]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_functions_are_short_and_take_few_arguments(file):
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} in {file} has over 40 lines"
            taken = node.args
            names = [each.arg for each in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
            assert len([name for name in names if name not in ("self", "cls")]) <= 8, f"{node.name} in {file}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_line_packs_several_assignments_to_be_short(file):
    for node in ast.walk(parsed(file)):
        packed = isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and node.targets[0]
        assert not (isinstance(packed, ast.Tuple) and len(packed.elts) > 3), f"{file}:{node.lineno}"


def test_a_conversation_is_a_page_of_code():
    tree = parsed(PACKAGE / "dialogue" / "session.py")
    (node,) = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Conversation"]
    assert node.end_lineno - node.lineno < 250
