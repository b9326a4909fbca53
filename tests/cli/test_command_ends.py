"""What a command's output may be: any encoding, a full disk, a closed pipe, nothing at all; JSON is one document."""

import json
import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from localvoice.cli import app

COMMANDS = sorted(typer.main.get_command(app).commands)
QUICK = ["models", "models --json", "--help", "talk --help", "version", "version --json", "doctor --chip m1-pro --json"]


def ran(command, redirected="", **env):
    line = f"{sys.executable} -m localvoice {command} {redirected}"
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **env}
    return subprocess.run(["bash", "-c", line], capture_output=True, env=here, check=False)


@pytest.mark.parametrize("command", QUICK)
def test_a_full_disk_is_one_sentence(command):
    done = ran(command, "> /dev/full")
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("localvoice: The output cannot be written (No space left on device)")


@pytest.mark.parametrize(("redirected", "code"), [(">&-", 0), ("2>&-", 0), ("2>/dev/full", 0), (">&- 2>&-", 0)])
def test_an_output_that_is_closed_is_nobodys_fault(redirected, code):
    done = ran("version", redirected)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["say", "remove nothing", "hear"])
def test_an_error_that_nobody_can_be_told_still_has_its_code(command):
    assert ran(command, "2>/dev/full").returncode in (1, 2)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_every_encoding_can_show_it(encoding):
    done = ran("skills", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_json_loses_nothing_in_any_encoding(encoding, tmp_path):
    done = ran(f"ask 'remind me to visit Zoë Łuk' --data '{tmp_path}' --json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding))["asked"] == "remind me to visit Zoë Łuk"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("wrong", [["--foo"], ["--data"], ["a", "b", "c", "d", "--foo"]])
def test_a_wrong_option_is_one_document_too(command, wrong):
    done = CliRunner().invoke(app, [command, "--json", *wrong])
    assert done.exit_code == 2
    document = json.loads(done.stdout)
    assert set(document) == {"error", "kind"}
    assert document["kind"] == "BadInput"
    assert "Traceback" not in done.stderr


def test_a_command_that_there_is_not_is_one_document_too():
    done = CliRunner().invoke(app, ["sing", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["kind"]) == (2, "BadInput")
    assert "sing" in done.stderr


def test_json_after_two_hyphens_is_a_text():
    done = CliRunner().invoke(app, ["ask", "--foo", "--", "--json"])
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_number_that_is_none_is_one_document_too(tmp_path):
    done = CliRunner().invoke(app, ["talk", "--budget-ms", "soon", "--json", "--data", str(tmp_path)])
    assert (done.exit_code, json.loads(done.stdout)["kind"]) == (2, "BadInput")
    done = CliRunner().invoke(app, ["talk", "--budget-ms", "nan", "--json", "--data", str(tmp_path)])
    assert "from 0 to 60000" in json.loads(done.stdout)["error"]
