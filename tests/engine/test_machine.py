"""This machine, whatever it is, can be described; a Mac's answers are faked where they differ."""

from pathlib import Path

from localvoice.engine import machine


def test_this_machine_has_cores_memory_and_a_name():
    found = machine.read()
    assert found.cores >= 1
    assert found.memory_gb > 0.1
    assert found.system.split()[0] in {"Linux", "macOS"}


def test_free_space_is_known_for_a_folder_that_does_not_exist_yet(tmp_path):
    assert machine.free_gb(tmp_path / "not" / "yet") == machine.free_gb(tmp_path)


def test_a_chip_that_cannot_be_read_is_an_empty_name(monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda self: (_ for _ in ()).throw(FileNotFoundError()))
    assert machine._cpuinfo() == ""


def test_on_a_mac_the_chip_comes_from_sysctl(monkeypatch):
    monkeypatch.setattr(machine.sys, "platform", "darwin")
    monkeypatch.setattr(machine.platform, "mac_ver", lambda: ("15.1", ("", "", ""), "arm64"))
    answer = type("Done", (), {"stdout": "Apple M1 Pro\n"})
    monkeypatch.setattr(machine.subprocess, "run", lambda command, **options: answer)
    found = machine.read()
    assert found.chip == "Apple M1 Pro"
    assert found.system.startswith("macOS 15.1")
