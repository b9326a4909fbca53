"""Every kind of place that a person may name for a sound: files, links, folders, devices, pipes; a full disk is played
by a file size limit."""

import io
import os
import resource
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from localvoice.audio import wav
from localvoice.errors import BadInput, StoreError

TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(1600) / 16_000)).astype(np.float32)


def refused(path, kind=StoreError):
    with pytest.raises(kind) as error:
        wav.write_wav(path, TONE, 16_000)
    text = str(error.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.wav", ("WAV", "PCM_16")),
        ("a", ("WAV", "PCM_16")),
        ("a.FLAC", ("FLAC", "PCM_16")),
        ("a.ogg", ("OGG", "VORBIS")),
        ("a.mp3", ("MP3", "MPEG_LAYER_III")),
        ("a.aiff", ("AIFF", "PCM_16")),
        ("a.au", ("AU", "PCM_16")),
    ],
)
def test_the_name_says_which_kind_of_file_is_written(tmp_path, name, kind):
    wav.write_wav(tmp_path / name, TONE, 16_000)
    info = soundfile.info(tmp_path / name)
    assert (info.format, info.subtype, info.samplerate) == (*kind, 16_000)
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("name", ["a.txt", "a.m4a", "a.wav.bak", ".wav.x"])
def test_a_name_of_another_kind_is_refused(tmp_path, name):
    assert ".mp3" in refused(tmp_path / name, BadInput)
    assert names(tmp_path) == []


def test_an_existing_file_keeps_its_permissions(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"old")
    (tmp_path / "a.wav").chmod(0o640)
    wav.write_wav(tmp_path / "a.wav", TONE, 16_000)
    assert (tmp_path / "a.wav").stat().st_mode & 0o777 == 0o640
    assert len(wav.read_wav(tmp_path / "a.wav")[0]) == len(TONE)


@pytest.mark.parametrize("there", [True, False], ids=["to a file", "dangling"])
def test_a_link_is_followed_and_stays_a_link(tmp_path, there):
    (tmp_path / "folder").mkdir()
    if there:
        (tmp_path / "folder" / "real.wav").write_bytes(b"old")
    (tmp_path / "a.wav").symlink_to("folder/real.wav")
    wav.write_wav(tmp_path / "a.wav", TONE, 16_000)
    assert os.readlink(tmp_path / "a.wav") == "folder/real.wav"
    assert names(tmp_path / "folder") == ["real.wav"]
    assert len(wav.read_wav(tmp_path / "folder" / "real.wav")[0]) == len(TONE)


def test_a_link_to_itself_is_refused_and_stays(tmp_path):
    (tmp_path / "a.wav").symlink_to("a.wav")
    assert "a.wav cannot be written" in refused(tmp_path / "a.wav")
    assert (tmp_path / "a.wav").is_symlink()


def test_a_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, ".", "/"):
        assert "is a folder" in refused(folder)


@pytest.mark.parametrize("linked", [False, True])
def test_a_device_is_written_to_and_never_replaced(tmp_path, linked):
    device = "/dev/null"
    if linked:
        (tmp_path / "a.wav").symlink_to(device)
    wav.write_wav(tmp_path / "a.wav" if linked else device, TONE, 16_000)
    assert os.path.islink(tmp_path / "a.wav") == linked
    assert not os.path.isfile(device)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_device_says_so():
    assert "No space left" in refused("/dev/full")


def test_a_pipe_with_a_name_gets_the_whole_file(tmp_path):
    os.mkfifo(tmp_path / "a.wav")
    got = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "a.wav").read_bytes()))
    reader.start()
    wav.write_wav(tmp_path / "a.wav", TONE, 16_000)
    reader.join()
    assert len(soundfile.read(io.BytesIO(got[0]))[0]) == len(TONE)
    assert (tmp_path / "a.wav").is_fifo()


WRITES = """
import sys
import numpy as np
from localvoice.audio.wav import write_wav
write_wav(sys.argv[1], np.ones(1600), 16000)
"""


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/proc/self/fd/1"])
@pytest.mark.parametrize("into", ["pipe", "file"])
def test_the_standard_output_gets_the_whole_file(tmp_path, name, into):
    command = [sys.executable, "-c", WRITES, name]
    if into == "pipe":
        content = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=tmp_path).stdout
    else:
        with (tmp_path / "out").open("wb") as file:
            subprocess.run(command, stdout=file, check=True, cwd=tmp_path)
        content = (tmp_path / "out").read_bytes()
    assert len(soundfile.read(io.BytesIO(content))[0]) == 1600
    assert os.path.islink("/dev/stdout")
    assert names(tmp_path) == (["out"] if into == "file" else [])


def test_a_terminal_gets_no_sound(monkeypatch):
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True))
    assert "terminal" in refused("-", BadInput)


def test_what_is_discarded_writes_nothing(tmp_path, capsysbinary):
    def fail(path):
        with wav.Writer(path, 16_000) as file:
            file.write(TONE)
            raise KeyboardInterrupt

    for path in (tmp_path / "a.wav", "-"):
        with pytest.raises(KeyboardInterrupt):
            fail(path)
    assert names(tmp_path) == []
    assert capsysbinary.readouterr().out == b""


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        assert "a.wav cannot be written" in refused(tmp_path / "a.wav")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert names(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path):
    assert "make that folder first" in refused(tmp_path / "none" / "a.wav")


def test_a_folder_that_may_not_be_written_says_so():
    assert "/proc/a.wav cannot be written" in refused("/proc/a.wav")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_says_so(tmp_path):
    tmp_path.chmod(0o500)
    assert "Permission denied" in refused(tmp_path / "a.wav")
