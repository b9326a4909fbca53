"""Pulling a small model from a real local server that speaks the hub's protocol."""

import os
import shutil
from types import SimpleNamespace

import pytest
from fake_hub import FIRST, REPO, SECOND, broken_after, files, model

from localvoice.errors import BadInput, StoreError
from localvoice.store import lock
from localvoice.store.pull import download, free_bytes, pull
from localvoice.store.sources import Folder


def get(store, hub, revision="", tell=lambda step: None):
    return pull(store, "small", model(revision), hub.source(), tell)


def test_what_was_pulled_is_there_and_nothing_else(store, hub):
    folder = get(store, hub)
    assert {file.name for file in folder.iterdir()} == {"config.json", "tokenizer.json", "model.safetensors"}
    assert (folder / "model.safetensors").read_bytes() == files()["model.safetensors"]
    assert {file.name for file in folder.parent.iterdir()} == {"lock.json", "checked.json", FIRST}
    assert store.lock("small").commit == FIRST


def test_free_space_is_known_for_a_folder_that_does_not_exist_yet(tmp_path, monkeypatch):
    free = {tmp_path: 7}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free[folder]))
    assert free_bytes(tmp_path / "not" / "yet") == free_bytes(tmp_path) == 7


def test_no_token_is_sent_even_where_there_is_one(store, hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    get(store, hub)
    assert hub.tokens == {None}


def test_no_pickle_is_ever_asked_for(store, hub):
    get(store, hub)
    assert not [path for _, path, _ in hub.asked if path.endswith(".bin")]


def test_progress_ends_at_the_whole(store, hub):
    steps = []
    get(store, hub, tell=steps.append)
    assert steps[-1].done_bytes == steps[-1].all_bytes == download(store, "small", model(), hub.source()).bytes
    assert [step.done_bytes for step in steps] == sorted(step.done_bytes for step in steps)


def test_a_second_pull_reads_no_file_again(store, hub):
    get(store, hub)
    hub.asked.clear()
    get(store, hub)
    assert [path for _, path, _ in hub.asked] == [f"/api/models/{REPO}/revision/{FIRST}"]


def test_a_broken_connection_goes_on_where_it_stopped(store, hub):
    hub.repo.sent["model.safetensors"] = broken_after(10_000)
    folder = get(store, hub)
    assert (folder / "model.safetensors").read_bytes() == files()["model.safetensors"]
    assert [part for _, path, part in hub.asked if path.startswith("/cdn/")] == [None, "bytes=10000-"]


def test_the_next_pull_goes_on_where_the_last_one_gave_up(store, hub):
    def once(answers, data):
        again = answers.headers.get("Range")
        answers.reply(206 if again else 200, b"" if again else data[:5000], length=len(data))

    hub.repo.sent["model.safetensors"] = once
    with pytest.raises(StoreError, match="goes on where it stopped"):
        get(store, hub)
    hub.repo.sent.clear()
    hub.asked.clear()
    steps = []
    get(store, hub, tell=steps.append)
    assert ("GET", f"/cdn/{FIRST}/model.safetensors", "bytes=5000-") in hub.asked
    fetched = [len(files()["model.safetensors"]) - 5000, len(files()["tokenizer.json"])]
    assert steps[-1].done_bytes - steps[-1].had_bytes == sum(fetched)
    assert not [path for _, path, _ in hub.asked if path.endswith("config.json")]


def test_a_file_that_was_complete_but_not_yet_checked_is_taken(store, hub):
    part = store.folder / "small" / "partial" / FIRST / "model.safetensors.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(files()["model.safetensors"])
    get(store, hub)
    assert [part for _, path, part in hub.asked if path.startswith("/cdn/")] == [
        f"bytes={len(files()['model.safetensors'])}-"
    ]


def test_a_server_that_starts_again_and_again_is_given_up(store, hub):
    hub.repo.sent["model.safetensors"] = lambda answers, data: answers.reply(200, data[:5000], length=len(data))
    with pytest.raises(StoreError, match="connection broke"):
        get(store, hub)
    assert len(hub.asked) < 20


def test_the_first_pull_decides_and_main_may_move_on(store, hub):
    get(store, hub)
    hub.repo.main = SECOND
    shutil.rmtree(store.folder / "small" / FIRST)
    assert get(store, hub).name == FIRST


def test_a_new_pin_replaces_the_old_copy_only_when_it_is_complete(store, hub):
    get(store, hub, FIRST)
    assert get(store, hub, SECOND).name == SECOND
    assert not (store.folder / "small" / FIRST).exists()


def test_a_damaged_copy_is_fetched_again(store, hub):
    weights = get(store, hub) / "model.safetensors"
    weights.write_bytes(b"x" + weights.read_bytes()[1:])
    get(store, hub)
    assert weights.read_bytes() == files()["model.safetensors"]


def test_a_stop_just_before_the_lock_leaves_the_old_copy_and_a_complete_new_one(store, hub, monkeypatch):
    get(store, hub, FIRST)
    found = []

    def stop(place, made):
        found.extend((place / made.folder).iterdir())
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(lock, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            get(store, hub, SECOND)
    assert len(found) == 3
    assert store.verify("small", model(FIRST)).name == FIRST
    assert get(store, hub, SECOND).name == SECOND


def test_looking_what_a_pull_would_do_writes_nothing(store, hub):
    todo = download(store, "small", model(), hub.source())
    assert not store.folder.exists()
    assert todo.commit == FIRST
    assert todo.bytes > 16_000
    assert not todo.there


def test_removed_weights_come_back_only_as_they_were(store, hub):
    get(store, hub)
    store.remove("small")
    with pytest.raises(StoreError, match="localvoice pull small"):
        store.weights("small", model())
    hub.repo.commits[FIRST] = files(3)
    with pytest.raises(StoreError, match=r"another .* than at the first pull"):
        get(store, hub)
    store.remove("small", forget=True)
    get(store, hub)


def test_a_folder_in_place_of_the_hub(store, hub, tmp_path):
    for name, data in files().items():
        (tmp_path / "stick" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "stick" / name).write_bytes(data)
    folder = pull(store, "small", model(), Folder(tmp_path / "stick", model()), lambda step: None)
    assert folder.name.startswith("local-")
    promised = store.lock("small")
    assert (promised.origin, promised.repo, promised.licence) == ("folder", "", ""), "nobody said what it is"
    assert get(store, hub).name == FIRST, "what the hub has is known by its commit"


def test_a_folder_must_hold_what_was_pulled_before(store, hub, tmp_path):
    get(store, hub)
    shutil.copytree(store.folder / "small" / FIRST, tmp_path / "stick")
    config = tmp_path / "stick" / "config.json"
    config.write_bytes(config.read_bytes().replace(b"1", b"7"))
    store.remove("small")
    with pytest.raises(StoreError, match=r"config\.json"):
        pull(store, "small", model(), Folder(tmp_path / "stick", model()), lambda step: None)


def test_another_store_is_a_source_with_its_hashes(store, hub, tmp_path):
    get(store, hub)
    other = type(store)(tmp_path / "other")
    folder = pull(other, "small", model(), Folder(store.folder / "small", model()), lambda step: None)
    assert folder.name == FIRST
    weights = store.folder / "small" / FIRST / "config.json"
    weights.write_bytes(weights.read_bytes().replace(b"1", b"7"))
    other.remove("small", forget=True)
    with pytest.raises(StoreError, match="hash"):
        pull(other, "small", model(), Folder(store.folder / "small", model()), lambda step: None)


def test_a_folder_that_is_none_or_another_model_is_refused(store, hub, tmp_path):
    with pytest.raises(BadInput, match="no folder"):
        pull(store, "small", model(), Folder(tmp_path / "none", model()), lambda step: None)
    get(store, hub)
    other = type(model())("lm", ["lm"], "MIT", ["en"], repo="else/where", files=["*.json"])
    with pytest.raises(BadInput, match="else/where"):
        pull(store, "other", other, Folder(store.folder / "small", other), lambda step: None)


def test_loading_reads_the_files_once_and_verifying_always(store, hub, monkeypatch):
    from localvoice.store import contents

    folder, read = get(store, hub), []
    real = contents.sha256
    monkeypatch.setattr(contents, "sha256", lambda file, *go_on: read.append(file.name) or real(file, *go_on))
    store.weights("small", model())
    assert read == []
    os.utime(folder / "config.json")
    store.weights("small", model())
    assert read == ["config.json"]
    store.verify("small", model())
    assert len(read) == 4
