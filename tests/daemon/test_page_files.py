"""Are the page's files as plain as is promised? No build step, no remote asset, nothing inline that the policy bars."""

import re

import pytest

from localvoice.daemon.page.serve import FOLDER, KINDS

FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in KINDS)
SCRIPTS = [file for file in FILES if file.suffix == ".js"]
STYLES = [file for file in FILES if file.suffix == ".css"]
INDEX = (FOLDER / "index.html").read_text("utf-8")


def named(file):
    return file.name


@pytest.mark.parametrize("file", FILES, ids=named)
def test_it_loads_nothing_from_elsewhere(file):
    text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(https?:)?//[\w-]+\.\w|url\(|@import", text)


@pytest.mark.parametrize("file", SCRIPTS, ids=named)
def test_a_script_is_short_says_first_what_it_answers_and_writes_no_markup(file):
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert re.match(r"// [A-Z][^\n]+\? [A-Z][^\n]+\.\n", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert "console." not in text


@pytest.mark.parametrize("file", STYLES, ids=named)
def test_a_style_is_short_and_says_first_what_it_answers(file):
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert re.match(r"/\* [A-Z][^\n]+\? [A-Z][^\n]+\. \*/\n", text)


def test_nothing_is_inline_that_the_policy_bars():
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", INDEX)
    assert not re.search(r"<script(?![^>]*\bsrc=)", INDEX)


def test_everything_that_is_named_is_there():
    text = INDEX + "".join(file.read_text("utf-8") for file in SCRIPTS)
    wanted = re.findall(r'(?:href|src)="([\w.]+)"', INDEX) + re.findall(
        r'(?:from|addModule\() ?"(?:\./)?([\w.]+)"', text
    )
    assert wanted
    assert [name for name in wanted if not (FOLDER / name).is_file()] == []
    used = {*wanted, "index.html"}
    assert [file.name for file in FILES if file.name not in used] == []


def test_what_scripts_look_for_is_in_the_page():
    looked_for = {name for file in SCRIPTS for name in re.findall(r'find\("([\w-]+)"\)', file.read_text("utf-8"))}
    made = set(re.findall(r'\bid="([\w-]+)"', INDEX))
    made |= {name for file in SCRIPTS for name in re.findall(r'\bid: "([\w-]+)"', file.read_text("utf-8"))}
    assert looked_for <= made


def test_every_state_of_the_voice_has_a_colour_of_its_own_in_light_and_dark():
    look = (FOLDER / "look.css").read_text("utf-8")
    for name in ("idle", "listening", "thinking", "speaking", "error"):
        assert len(re.findall(rf"--{name}: #[0-9a-f]{{6}}", look)) == 2
    light = look.split("prefers-color-scheme: dark")[0]
    colours = re.findall(r"--(?:idle|listening|thinking|speaking|error): (#[0-9a-f]{6})", light)
    assert len(set(colours)) == 5
