"""Which profile fits which machine: pure arithmetic over weights.toml and the table of chips."""

import json

import pytest
from typer.testing import CliRunner

from localvoice.app.fit import WORK_GB, Verdict, context_gb, fits, pick, refuse
from localvoice.cli import app
from localvoice.engine.machine import Machine, imagine
from localvoice.engine.roofline import CHIPS
from localvoice.errors import BadInput
from localvoice.store import weights

KNOWN = weights.read(weights.path())
LINUX = Machine("Linux 6 x86_64", "AMD EPYC", 2, 16, "3.11", 0, 0.0)


def mac(chip, memory_gb):
    return imagine(chip, memory_gb, CHIPS[chip].gpu_cores)


def on(machine):
    return {fit.profile: fit for fit in fits(machine, KNOWN)}


def any_family(fit):
    return True


@pytest.mark.parametrize(
    ("chip", "memory_gb", "suits"),
    [("m1", 8, "light"), ("m1-pro", 16, "standard"), ("m4", 16, "light"), ("m1-max", 32, "standard")],
)
def test_the_largest_profile_that_is_in_time_suits(chip, memory_gb, suits):
    assert pick(fits(mac(chip, memory_gb), KNOWN), any_family) == suits


def test_without_metal_only_what_comes_in_packages_suits():
    assert pick(fits(LINUX, KNOWN), any_family) == "open"
    assert pick(fits(LINUX, KNOWN), lambda fit: fit.profile != "open") == "starter"
    assert on(LINUX)["light"].first_sound_ms is None


def test_the_starter_and_the_open_one_suit_every_machine():
    assert on(mac("m1", 1))["starter"].verdict is Verdict.FITS
    assert pick(fits(mac("m1", 2), KNOWN), any_family) == "open"


def test_memory_is_weights_context_twice_and_work():
    fit = on(mac("m1", 8))["light"]
    assert sum(fit.weights_gb.values()) == pytest.approx(0.72 + 0.90 + 0.22 + 0.01)
    assert fit.context_gb == pytest.approx(4096 * 114_688 / 2**30)
    assert fit.peak_gb == pytest.approx(sum(fit.weights_gb.values()) + 2 * fit.context_gb + WORK_GB)


def test_models_in_place_of_the_profiles_are_planned_with():
    mine = KNOWN.using("", "qwen3-0.6b-4bit", "kokoro")
    fit = next(fit for fit in fits(mac("m1", 8), mine) if fit.profile == "light")
    assert sum(fit.weights_gb.values()) == pytest.approx(0.72 + 0.31 + 0.16 + 0.01)
    assert 0 < fit.first_sound_ms < on(mac("m1", 8))["light"].first_sound_ms


def test_a_context_grows_with_its_tokens():
    model = KNOWN.models["qwen3-4b-4bit"]
    assert context_gb(model, 8192) == 2 * context_gb(model, 4096) > 0


@pytest.mark.parametrize(("memory_gb", "verdict"), [(16, Verdict.FITS), (8, Verdict.TIGHT), (4, Verdict.NO)])
def test_less_memory_is_tight_and_then_too_little(memory_gb, verdict):
    assert on(mac("m1", memory_gb))["standard"].verdict is verdict


def test_the_stages_add_up_to_the_first_sound():
    fit = on(mac("m1-pro", 16))["standard"]
    assert list(fit.stages_ms) == ["hear", "read", "think", "say"]
    assert fit.first_sound_ms == pytest.approx(sum(fit.stages_ms.values()))


def test_an_unknown_chip_has_memory_but_no_times():
    fit = on(imagine("Apple M99", 16, 10))["standard"]
    assert fit.verdict is Verdict.FITS
    assert fit.stages_ms == {}


def test_what_does_not_fit_is_refused_with_what_does(monkeypatch):
    monkeypatch.setattr("localvoice.app.fit.find_spec", lambda name: True)
    with pytest.raises(BadInput, match=r"needs 4\.5 GB .* room for 2\.7: .* open"):
        refuse("standard", mac("m1", 4), KNOWN)
    refuse("standard", mac("m1", 8), KNOWN)
    with pytest.raises(BadInput, match="choose one of"):
        refuse("premium", mac("m1", 8), KNOWN)


def test_what_this_version_cannot_run_is_refused(monkeypatch):
    monkeypatch.setattr("localvoice.app.fit.find_spec", lambda name: None if "pocket" in name else True)
    with pytest.raises(BadInput, match="cannot run yet"):
        refuse("light", mac("m1-max", 32), KNOWN)


@pytest.mark.parametrize(("chip", "frame_ms"), [("m1-pro", 43), ("m4", 72), ("m2-pro", 43), ("m4-max", 16)])
def test_a_model_that_hears_and_speaks_at_once_runs_where_its_frames_are_in_time(monkeypatch, chip, frame_ms):
    monkeypatch.setattr("localvoice.app.fit.find_spec", lambda name: True)
    fit = on(mac(chip, 16))["duplex"]
    assert fit.frame_ms == pytest.approx(frame_ms, abs=0.5)
    assert fit.first_sound_ms == pytest.approx(160 + fit.frame_ms)
    assert fit.peak_gb == pytest.approx(4.8 + 3000 * 524_288 / 2**30 + WORK_GB)
    refuse("duplex", mac(chip, 16), KNOWN)


def test_it_is_refused_with_the_figure_where_they_are_not():
    for chip, frame_ms in (("m1", 127), ("m2", 87), ("m3", 87)):
        with pytest.raises(
            BadInput, match=rf"duplex needs {frame_ms} ms on this chip for each 80 ms .* 75 is the most"
        ):
            refuse("duplex", mac(chip, 16), KNOWN)
    with pytest.raises(BadInput, match="needs a GPU"):
        refuse("duplex", LINUX, KNOWN)
    assert "127 ms for each 80 ms of talk, 75 at most" in doctor("--chip", "m1", "--memory", "16").stdout


def doctor(*words):
    return CliRunner().invoke(app, ["doctor", *words])


def test_doctor_answers_about_another_mac():
    shown = doctor("--chip", "m1", "--memory", "8").stdout
    assert "Best for this machine: light" in shown
    assert "8 GB at 68.25 GB/s, 5.3 GB for models" in shown
    found = json.loads(doctor("--chip", "Apple M1 Max", "--memory", "32", "--json").stdout)
    assert found["suits"] == "standard"
    assert (found["machine"]["working_set_gb"], found["machine"]["memory_gb_per_s"]) == (21.3, 400)
    assert {one["profile"] for one in found["profiles"]} == set(KNOWN.profiles)


@pytest.mark.parametrize("words", [("--chip", "m99"), ("--chip", "m1", "--memory", "0")])
def test_a_mac_that_cannot_be_is_refused(words):
    done = doctor(*words)
    assert done.exit_code == 1
    assert done.stderr.startswith("localvoice: ")
