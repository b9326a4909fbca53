"""Everything that can go wrong with a pull or a load: each gives one clear sentence, and no good copy is ever damaged.

Pull faults strike a new version (pinned to SECOND) over a good old one (FIRST). Full and read-only disks are real
ones: a small file system in a user namespace of its own, where this machine permits that.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fake_hub import FIRST, REPO, SECOND, broken_after, files, model, safetensors

from localvoice.errors import LocalvoiceError, StoreError
from localvoice.store import pull as pulling
from localvoice.store.hub import Hub
from localvoice.store.shelves import Store

LARGE, SMALL = "model.safetensors", "config.json"


def flipped(data):
    return data[:9000] + bytes([data[9000] ^ 1]) + data[9001:] if len(data) > 9000 else b"[" + data[1:]


def second(hub, **more):
    """Put other files into the second commit, truthfully stated."""
    hub.repo.commits[SECOND] = {name: data for name, data in (files(2) | more).items() if data is not None}


def swap(hub):
    hub.repo.sent = {SMALL: files(2)["tokenizer.json"], "tokenizer.json": files(2)[SMALL]}


def overlapping():
    entry = b'{"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}'
    head = b'{"a": ' + entry + b', "b": ' + entry + b"}"
    return len(head).to_bytes(8, "little") + head + bytes(4)


def wrong_shape():
    return files(2)[LARGE].replace(b"[64, 66]", b"[64, 67]")


def answer(status, error=""):
    def strike(hub):
        hub.repo.status, hub.repo.error = status, error

    return strike


def listed(name):
    return lambda hub: hub.repo.stated.update({name: {"size": 1, "blobId": "0" * 40}})


def send(name, how):
    return lambda hub: hub.repo.sent.update({name: how})


def redirect(answers, data):
    answers.reply(302, b"", {"Location": answers.path})


def says_no(answers, data):
    answers.reply(500, b"{}")


PULL = {  # fault → (how the hub is prepared, what the sentence must say)
    "interrupted": (send(LARGE, broken_after(0)), "connection broke.*goes on"),
    "truncated": (send(LARGE, files(2)[LARGE][:9000]), "ended after 9000 of"),
    "truncated, small": (send(SMALL, b"{"), "ended after 1 of"),
    "bit-flipped": (send(LARGE, flipped(files(2)[LARGE])), "its hash is another"),
    "bit-flipped, small": (send(SMALL, flipped(files(2)[SMALL])), "its hash is another"),
    "swapped files": (swap, "ended after|more of|hash"),
    "swapped versions": (send(LARGE, files(1)[LARGE] + bytes(256)), "its hash is another"),
    "too long": (send(LARGE, files(2)[LARGE] + b"more"), "sends more of model.safetensors"),
    "wrong hash stated": (lambda hub: hub.repo.stated.update({SMALL: {"blobId": "0" * 40}}), "its hash is another"),
    "no hash stated": (lambda hub: hub.repo.stated.update({SMALL: {"blobId": None}}), "no size or hash"),
    "wrong shape": (lambda hub: second(hub, **{LARGE: wrong_shape()}), "shape does not fit"),
    "tensors overlap": (lambda hub: second(hub, **{LARGE: overlapping()}), "overlap or leave gaps"),
    "cut at the publisher": (lambda hub: second(hub, **{LARGE: files(2)[LARGE][:-4]}), "tensors need"),
    "no safetensors inside": (lambda hub: second(hub, **{LARGE: b"pickled"}), "no proper safetensors"),
    "renamed tensor": (
        lambda hub: second(hub, **{f"{LARGE}.index.json": b'{"weight_map": {"third": "model.safetensors"}}'}),
        "where it is not",
    ),
    "broken JSON": (lambda hub: second(hub, **{SMALL: b"{"}), "is no JSON"),
    "asks for code": (lambda hub: second(hub, **{SMALL: b'{"auto_map": {"AutoModel": "x.Y"}}'}), "code of its own"),
    "missing at the server": (send(LARGE, lambda answers, data: answers.reply(404, b"")), "answered 404"),
    "missing in the list": (lambda hub: second(hub, **{SMALL: None, "tokenizer.json": None}), "no file"),
    "only pickles": (lambda hub: second(hub, **{LARGE: None, "model.bin": b"x"}), "only pickles"),
    "path out of the folder": (listed("../../evil.json"), "leave its folder"),
    "absolute path": (listed("/etc/evil.json"), "leave its folder"),
    "name no disk takes": (listed("a\nb.json"), "no disk takes safely"),
    "name some disks refuse": (listed("a:b.json"), "no disk takes safely"),
    "names alike": (listed("CONFIG.json"), "only in case"),
    "no such repository": (answer(404, "RepoNotFound"), "no public repository"),
    "terms not accepted": (answer(403, "GatedRepo"), "accepted its terms"),
    "server error": (answer(500), "answered 500"),
    "server error, later": (send(LARGE, says_no), "answered 500"),
    "server busy": (answer(429), "answered 429"),
    "unknown revision": (lambda hub: hub.repo.commits.pop(SECOND), "no revision 2222"),
    "another commit": (lambda hub: hub.repo.stated.update(sha={"sha": FIRST}), "do not trust it"),
    "commit that is a path": (lambda hub: hub.repo.stated.update(sha={"sha": "../x"}), "which is none"),
    "endless redirect": (send(SMALL, redirect), "makes no sense"),
    "not the hub": (lambda hub: setattr(hub.repo, "answer", b"<html>Please log in</html>"), "makes no sense"),
    "half an answer": (lambda hub: setattr(hub.repo, "answer", b'{"id": "x", "siblings": [{}]}'), "makes no sense"),
}


def sentence(error):
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith((".", "`"))
    assert len(text) < 400
    return text


def get(store, hub, revision):
    return pulling.pull(store, "small", model(revision), hub.source(), lambda step: None)


@pytest.mark.parametrize("fault", PULL)
def test_a_failed_pull_says_why_and_leaves_the_good_copy(store, hub, fault):
    get(store, hub, FIRST)
    before = (store.folder / "small" / "lock.json").read_bytes()
    strike, said = PULL[fault]
    strike(hub)
    with pytest.raises(StoreError, match=said) as error:
        get(store, hub, SECOND)
    sentence(error)
    assert (store.folder / "small" / "lock.json").read_bytes() == before
    assert store.verify("small", model(FIRST)).name == FIRST
    assert not list(store.folder.parent.rglob("evil*"))
    hub.repo.__init__({FIRST: files(1), SECOND: files(2)}, FIRST)
    assert get(store, hub, SECOND).name == SECOND, "the next pull must succeed over what the failed one left"


def test_a_hub_that_is_not_there_is_said_so(store, hub):
    with pytest.raises(StoreError, match="cannot be reached") as error:
        pulling.pull(store, "small", model(), Hub("http://127.0.0.1:9", ()), lambda step: None)
    sentence(error)
    assert not store.lock("small")


def test_too_little_space_is_noticed_before_anything_is_fetched(store, hub):
    with pytest.raises(StoreError, match=r"needs 0\.20 GB free") as error:
        pulling.pull(store, "small", model(), hub.source(), lambda step: None, free=lambda folder: 1000)
    sentence(error)
    assert not [path for _, path, _ in hub.asked if "resolve" in path]


def test_two_pulls_at_once_are_refused(store, hub):
    get(store, hub, FIRST)
    with store.writing(), pytest.raises(StoreError, match=rf"process {os.getpid()}\) is writing") as error:
        get(store, hub, SECOND)
    sentence(error)
    assert store.verify("small", model(FIRST))


def test_a_pull_that_is_killed_leaves_the_good_copy(store, hub):
    get(store, hub, FIRST)
    reached, go_on = threading.Event(), threading.Event()

    def hang(answers, data):
        answers.reply(200, data[:5000], length=len(data))
        reached.set()
        go_on.wait(20)

    hub.repo.sent[LARGE] = hang
    here = str(Path(__file__).parent)
    script = (
        f"import sys; sys.path.insert(0, {here!r})\n"
        "from pathlib import Path\nfrom fake_hub import SECOND, model\n"
        "from localvoice.store import pull, shelves, hub\n"
        f"pull.pull(shelves.Store(Path({str(store.folder)!r})), 'small', model(SECOND), hub.Hub({hub.url!r}), id)"
    )
    child = subprocess.Popen([sys.executable, "-c", script])
    try:
        assert reached.wait(20)
    finally:
        child.kill()
        child.wait()
        go_on.set()
    assert store.verify("small", model(FIRST)).name == FIRST
    hub.repo.sent.clear()
    assert get(store, hub, SECOND).name == SECOND, "and the lock of the killed one is gone with it"


RUN = """
from localvoice.store import pull, shelves, hub
from localvoice.errors import StoreError
store = shelves.Store(Path({folder!r}))
try:
    pull.pull(store, "small", model({revision!r}), hub.Hub({url!r}, ()), lambda step: None, free=lambda folder: 10**12)
except StoreError as error:
    print(error)
try:
    print(store.verify("small", model({first!r})).name)
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize(("kind", "said"), [("full", "is full"), ("read-only", "Read-only file system")])
def test_a_disk_that_refuses_says_so_and_keeps_the_good_copy(store, hub, tmp_path, kind, said):
    get(store, hub, FIRST)
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this machine does not permit user namespaces")
    disk = tmp_path / "disk"
    disk.mkdir()
    script = RUN.format(folder=str(disk / "models"), revision=SECOND, url=hub.url, first=FIRST)
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n" + (
        "from pathlib import Path\nfrom fake_hub import model\n" + script
    )
    # 48 KiB hold one copy of the model and a half
    again = f"mount -o remount,ro {disk} &&" if kind == "read-only" else ""
    mount = f'mount -t tmpfs -o size=48k none {disk} && cp -r {store.folder} {disk}/ && {again} exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said in done.stdout, done.stdout + done.stderr
    assert done.stdout.splitlines()[1:] == [FIRST]


def test_a_link_in_place_of_the_partial_folder_is_refused(store, hub, tmp_path):
    get(store, hub, FIRST)
    (tmp_path / "elsewhere").mkdir()
    (store.folder / "small" / "partial").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="link to another place") as error:
        get(store, hub, SECOND)
    sentence(error)
    assert store.verify("small", model(FIRST))
    assert not list((tmp_path / "elsewhere").iterdir())


def rewrite_lock(folder, change):
    lock = folder.parent / "lock.json"
    lock.write_text(change(lock.read_text()))


def link(file, target):
    shutil.copy(file, target)
    file.unlink()
    file.symlink_to(target)


def other_model(folder):
    rewrite_lock(folder, lambda text: text.replace(REPO, "somebody/other-model"))


def exchange(folder):
    one, other = folder / SMALL, folder / "tokenizer.json"
    one.rename(folder / "x")
    other.rename(one)
    (folder / "x").rename(other)


LOAD = {  # fault → (what happens to the folder of the weights, what the sentence must say)
    "truncated": (lambda folder: os.truncate(folder / LARGE, 9000), "has 9000 bytes in place of"),
    "bit-flipped": (lambda folder: (folder / LARGE).write_bytes(flipped(files()[LARGE])), "other contents"),
    "swapped files": (exchange, "bytes in place of|other contents"),
    "another version": (lambda folder: (folder / LARGE).write_bytes(files(2)[LARGE]), "bytes in place of"),
    "another model": (other_model, "but this localvoice needs"),
    "missing file": (lambda folder: (folder / SMALL).unlink(), "is missing"),
    "missing folder": (lambda folder: shutil.rmtree(folder), "are not in"),
    "extra weights": (lambda folder: (folder / "x.safetensors").write_bytes(safetensors(a=(1, 1))), "does not belong"),
    "extra code": (lambda folder: (folder / "model.py").write_text("import os"), "does not belong"),
    "link to a file": (lambda folder: link(folder / SMALL, folder.parent.parent / "x"), "not a plain file"),
    "folder is a link": (
        lambda folder: (folder.rename(folder.parent.parent / "x"), folder.symlink_to(folder.parent.parent / "x")),
        "link to another place",
    ),
    "folder in place of a file": (lambda folder: ((folder / SMALL).unlink(), (folder / SMALL).mkdir()), "is missing"),
    "lock missing": (lambda folder: (folder.parent / "lock.json").unlink(), "localvoice pull small"),
    "lock damaged": (lambda folder: rewrite_lock(folder, lambda text: text[:50]), "is damaged"),
    "lock empty": (lambda folder: rewrite_lock(folder, lambda text: ""), "is damaged"),
    "lock of another format": (lambda folder: rewrite_lock(folder, lambda t: t.replace('": 1', '": 2', 1)), "format"),
    "lock leaves its folder": (
        lambda folder: rewrite_lock(folder, lambda text: text.replace(SMALL, "../../x.json")),
        "names no files",
    ),
    "lock names another folder": (
        lambda folder: rewrite_lock(folder, lambda text: text.replace(f'"folder": "{FIRST}"', '"folder": "/"')),
        "which cannot be",
    ),
    "lock of another commit": (
        lambda folder: rewrite_lock(folder, lambda t: t.replace(f'"commit": "{FIRST}"', f'"commit": "{SECOND}"')),
        "not the commit's",
    ),
    "wrong hash in the lock": (
        lambda folder: rewrite_lock(
            folder, lambda text: text.replace(hashlib.sha256(files()[SMALL]).hexdigest(), "0" * 64)
        ),
        "other contents",
    ),
    "no hash in the lock": (
        lambda folder: rewrite_lock(folder, lambda text: text.replace(hashlib.sha256(files()[SMALL]).hexdigest(), "")),
        "hash of 64 hex",
    ),
}


@pytest.mark.parametrize("fault", LOAD)
def test_damaged_weights_are_never_given_to_a_loader(store, hub, fault):
    folder = get(store, hub, FIRST)
    strike, said = LOAD[fault]
    strike(folder)
    for look in (store.weights, store.verify):
        with pytest.raises(LocalvoiceError, match=said) as error:
            look("small", model(FIRST))
        sentence(error)
    if "lock" not in fault and fault != "another model":
        assert get(store, hub, FIRST) == folder, "a pull must mend it"


def test_a_damaged_lock_is_forgotten_on_demand(store, hub):
    folder = get(store, hub, FIRST)
    (folder.parent / "lock.json").write_text("{")
    with pytest.raises(StoreError, match="remove --forget small"):
        get(store, hub, FIRST)
    store.remove("small", forget=True)
    assert get(store, hub, FIRST) == folder


def test_what_was_never_pulled_cannot_be_removed(store):
    with pytest.raises(StoreError, match="never pulled"):
        store.remove("small")


def test_removing_what_is_linked_deletes_nothing_elsewhere(store, hub, tmp_path):
    folder = get(store, hub, FIRST)
    elsewhere = tmp_path / "precious"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("keep")
    (folder / "link").symlink_to(elsewhere)
    store.remove("small")
    assert (elsewhere / "file").read_text() == "keep"
    assert Store(store.folder).bytes("small") > 0, "the lock stays"
