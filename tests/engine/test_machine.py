"""This machine, whatever it is, can be described; a Mac's answers are faked.

The Mac's answers have the form that `sysctl -n` and `system_profiler SPDisplaysDataType -json` have on Apple Silicon
according to what owners of such machines posted publicly (shortened); none was recorded for this project.
"""

from pathlib import Path

import pytest

from localvoice.engine import machine

M1_PRO = """{
  "SPDisplaysDataType" : [
    {
      "_name" : "Apple M1 Pro",
      "spdisplays_mtlgpufamilysupport" : "spdisplays_metal3",
      "spdisplays_ndrvs" : [
        { "_name" : "Color LCD", "_spdisplays_pixels" : "3024 x 1964", "spdisplays_main" : "spdisplays_yes" }
      ],
      "spdisplays_vendor" : "sppci_vendor_Apple",
      "sppci_bus" : "spdisplays_builtin",
      "sppci_cores" : "16",
      "sppci_device_type" : "spdisplays_gpu",
      "sppci_model" : "Apple M1 Pro"
    }
  ]
}"""
INTEL = '{"SPDisplaysDataType": [{"_name": "Intel Iris Pro", "sppci_model": "Intel Iris Pro"}]}'
SYSCTL = {
    "hw.memsize": "17179869184",
    "hw.ncpu": "10",
    "iogpu.wired_limit_mb": "0",
    "machdep.cpu.brand_string": "Apple M1 Pro",
}


def mac(displays=M1_PRO, **changed):
    answers = SYSCTL | {name.replace("__", "."): value for name, value in changed.items()}
    return machine._mac(lambda command, *words: displays if command == "system_profiler" else answers[words[-1]])


def test_this_machine_has_cores_memory_and_a_name():
    found = machine.read()
    assert found.cores >= 1
    assert found.memory_gb > 0.1
    assert found.system.split()[0] in {"Linux", "macOS"}
    assert machine.read() is found  # asked once


def test_a_chip_that_cannot_be_read_is_an_empty_name(monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda self: (_ for _ in ()).throw(FileNotFoundError()))
    assert machine._cpuinfo() == ""


def test_a_mac_tells_its_chip_gpu_and_memory():
    found = mac()
    assert (found.chip, found.cores, found.gpu_cores, found.memory_gb) == ("Apple M1 Pro", 10, 16, 16.0)
    assert found.working_set_gb == 10.7
    assert found.system.startswith("macOS")


def test_a_limit_that_somebody_has_set_counts():
    assert mac(iogpu__wired_limit_mb="13312").working_set_gb == 13.0


@pytest.mark.parametrize("displays", ["", "{}", "[]", INTEL, '{"SPDisplaysDataType": []}'])
def test_a_mac_without_an_apple_gpu_has_no_room_on_one(displays):
    found = mac(displays)
    assert (found.gpu_cores, found.working_set_gb) == (0, 0.0)


def test_a_command_that_is_not_there_answers_nothing():
    assert machine.ask("no-such-command-here") == ""
    assert machine.ask("echo", "ten") == "ten"


@pytest.mark.parametrize(("memory_gb", "limit_gb"), [(8, 5.3), (16, 10.7), (32, 21.3), (64, 48.0)])
def test_the_gpu_may_hold_what_owners_have_measured(memory_gb, limit_gb):
    assert machine.working_set_gb(memory_gb) == limit_gb
