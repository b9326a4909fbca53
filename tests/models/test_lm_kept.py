"""A prompt that was read in an earlier process: recalled from its file, equal to the last bit, or read again."""

import os

import pytest
from lm_world import FAMILIES, GREEDY, TOOLS, make, run

from localvoice.models.lm import conversation as lm
from localvoice.models.lm import kept

# isort: split
import mlx.core as mx

SYSTEM = "You are kind and tell people about the weather while they set a timer for ten minutes. " * 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return {family: make(tmp_path_factory.mktemp(family), family) for family in FAMILIES}


def opened(folder, place, weights="a" * 64, system=SYSTEM, tools=TOOLS):
    """A conversation in a process of its own, as far as the files know."""
    return lm.load(folder, prompts=place, weights=weights).open(system, tools)


def ready(*args, **more):
    """A conversation whose prompt is read or recalled, and how many tokens were read for that."""
    talk = opened(*args, **more)
    run(talk.prefill(""))
    return talk, talk.context.read_tokens


def files(place):
    return sorted(place.glob("*")) if place.exists() else []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_prompt_that_was_read_before_is_recalled_equal_to_the_last_bit(folder, family, tmp_path):
    fresh, read = ready(folder[family], tmp_path)
    assert read >= kept.FEWEST_TOKENS
    assert len(files(tmp_path)) == 1
    recalled, again = ready(folder[family], tmp_path)
    assert again == 0
    assert recalled.context.ids == fresh.context.ids
    more = fresh._lm.tokenizer.encode("what time is it", add_special_tokens=False)
    one, two = (talk.context.fork().scores(more) for talk in (fresh, recalled))
    assert mx.array_equal(one, two)
    for said in ("set a timer", "what time is it"):
        assert run(fresh.reply(said, GREEDY)) == run(recalled.reply(said, GREEDY))
    for talk in (fresh, recalled):
        talk.retract()
    assert run(fresh.reply("please", GREEDY)) == run(recalled.reply("please", GREEDY))


def test_another_prompt_other_tools_or_other_weights_are_read(folder, tmp_path, monkeypatch):
    one = folder["llama"]
    ready(one, tmp_path)
    assert ready(one, tmp_path, weights="b" * 64)[1] > 0
    assert ready(one, tmp_path, system=SYSTEM + "Be brief.")[1] > 0
    assert ready(one, tmp_path, tools=[])[1] > 0
    monkeypatch.setattr(kept, "version", lambda name: "0.0.0")
    assert ready(one, tmp_path)[1] > 0
    assert ready(one, tmp_path)[1] == 0


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "text"])
def test_a_damaged_file_is_never_used_and_written_anew(folder, tmp_path, damage):
    _, read = ready(folder["llama"], tmp_path)
    (file,) = files(tmp_path)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes({"flip": data, "cut": data[:-9], "empty": b"", "text": b"hello" * 99}[damage])
    assert ready(folder["llama"], tmp_path)[1] == read
    assert len(files(tmp_path)) == 1
    assert ready(folder["llama"], tmp_path)[1] == 0


def test_the_file_of_another_kind_of_model_is_never_used(folder, tmp_path):
    fresh, _ = ready(folder["llama"], tmp_path)
    (file,) = files(tmp_path)
    other, _ = ready(folder["gemma3_text"], tmp_path / "other")
    with pytest.raises(ValueError, match="another kind"):
        other.context.take(file, fresh.context.ids)


def test_so_many_are_kept_and_those_used_last_stay(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MOST_FILES", 2)
    (tmp_path / f"7{kept.PARTIAL}").write_bytes(b"left by a crash")
    os.utime(tmp_path / f"7{kept.PARTIAL}", (0, 0))
    for at, weights in enumerate("abca"):
        ready(folder["llama"], tmp_path, weights=weights * 64)
        for file in files(tmp_path):
            os.utime(file, (file.stat().st_mtime_ns / 1e9 - 100, file.stat().st_mtime_ns / 1e9 - 100 + at))
    assert len(files(tmp_path)) == 2
    assert ready(folder["llama"], tmp_path, weights="a" * 64)[1] == 0
    assert ready(folder["llama"], tmp_path, weights="b" * 64)[1] > 0
    monkeypatch.setattr(kept, "MOST_BYTES", 10)
    ready(folder["llama"], tmp_path, weights="d" * 64)
    assert ready(folder["llama"], tmp_path, weights="d" * 64)[1] > 0


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_time(folder, tmp_path):
    (tmp_path / "file").write_text("no folder")
    talk, read = ready(folder["llama"], tmp_path / "file" / "prompts")
    assert read > 0
    assert run(talk.reply("hello", GREEDY))[2].reason in ("done", "length")


def test_a_short_prompt_and_weights_that_nobody_knows_are_not_kept(folder, tmp_path):
    ready(folder["llama"], tmp_path, system="Be kind.", tools=[])
    ready(folder["llama"], tmp_path, weights="")
    assert files(tmp_path) == []
