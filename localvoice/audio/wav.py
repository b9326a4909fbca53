"""Sound files: read whatever libsndfile reads, or say why not in one sentence; write WAV whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soundfile

from localvoice.audio.channels import mixed
from localvoice.audio.target import target
from localvoice.errors import BadInput, StoreError

MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 384_000  # below it there is no speech, above it no converter
MAX_CHANNELS = 8
# libsndfile's count of frames when a header leaves the length open (SF_COUNT_MAX)
UNKNOWN_FRAMES = 0x7FFFFFFFFFFFFFFF
# What streaming programs write where a WAV's length belongs
OPEN_LENGTHS = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000)
MOST_BYTES = 256 << 20  # of a pipe or device: two hours at 16 kHz; some never end
STDIN = "-"
BLOCK_FRAMES = 1 << 16
# What a file is written as, by its name; those that take any rate
KINDS = {
    "": ("WAV", "PCM_16"),
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".aiff": ("AIFF", "PCM_16"),
    ".au": ("AU", "PCM_16"),
}


def read_wav(path: str | Path) -> tuple[np.ndarray, int]:
    """A WAV, FLAC, … file as (n,) float32, the channels that carry the voice, and its rate. "-" is the standard input.

    Raises BadInput: missing, no audio, cut short, empty, NaN, absurd rate or channels, endless.
    """
    path = Path(path)
    try:
        content = _content(path)
    except OSError as error:
        raise BadInput(why_unreadable(path, error)) from error
    return read_content(path, content)


def read_content(path: Path, content: bytes) -> tuple[np.ndarray, int]:
    """The same of all bytes of a file; of `path` only the name is used, to say what is wrong."""
    content = lengthened(content)
    try:
        with soundfile.SoundFile(BytesIO(content)) as file:
            check_format(path, file.samplerate, file.channels)
            promised, rate_hz = file.frames, file.samplerate
            pcm = _all(file)
    except soundfile.LibsndfileError as error:
        raise BadInput(why_no_sound(path, error)) from error
    promised = max(promised if promised != UNKNOWN_FRAMES else 0, wav_frames(content))
    if len(pcm) < promised:
        raise BadInput(
            f"{path} is cut short: it holds {len(pcm)} of the {promised} samples its header promises; "
            "copy or record it again."
        )
    if not len(pcm):
        raise BadInput(f"{path} holds no sound (zero samples); record it again.")
    if not np.isfinite(pcm).all():
        raise BadInput(f"{path} is damaged: it holds samples that are not numbers (NaN or infinite); record it again.")
    return mixed(pcm, rate_hz), rate_hz


def _content(path: Path) -> bytes:
    """All bytes of a file, a pipe or a device: what can be read only once cannot be searched in."""
    if str(path) == STDIN:
        content = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""
    elif path.is_file():
        content = path.read_bytes()
    else:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    if not content:
        raise BadInput(f"{path} is empty (0 bytes); record it again.")
    if len(content) > MOST_BYTES and not path.is_file():
        raise BadInput(f"{path} does not end (more than {MOST_BYTES >> 20} megabytes); give a file.")
    return content


def _all(file: soundfile.SoundFile) -> np.ndarray:
    """(n, channels) float32: in blocks, for the kinds of file in which libsndfile cannot search (GSM)."""
    blocks = [file.read(BLOCK_FRAMES, dtype="float32", always_2d=True)]
    while len(blocks[-1]):
        blocks.append(file.read(BLOCK_FRAMES, dtype="float32", always_2d=True))
    return np.concatenate(blocks)


def check_format(path: Path, rate_hz: int, channels: int) -> None:
    if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ:
        raise BadInput(
            f"{path} claims {rate_hz} samples a second, which no speech recording has "
            f"({MIN_RATE_HZ} to {MAX_RATE_HZ} can be used); convert it, for example to 16000."
        )
    if channels > MAX_CHANNELS:
        raise BadInput(f"{path} has {channels} channels, and at most {MAX_CHANNELS} can be used; mix it down to one.")


def why_unreadable(path: Path, error: Exception) -> str:
    if str(path) != STDIN and not path.exists():
        return f"{path} does not exist; check the name."
    if path.is_dir():
        return f"{path} is a folder, not a sound file; name a file in it."
    if isinstance(error, OSError):
        return f"{path} cannot be read ({error.strerror}); check the name and its permissions."
    return why_no_sound(path, error)


def why_no_sound(path: Path, error: Exception) -> str:
    return (
        f"{path} is no sound file that can be read ({str(error).rsplit(': ', 1)[-1].rstrip('.')}); convert it to WAV."
    )


def chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, size and start of the body of each chunk of a RIFF WAV; nothing of another kind of file.

    After RIFF specification 1.0 (Microsoft, IBM, 1991).
    """
    at = 12 if content[:4] == b"RIFF" else len(content)
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        yield content[at : at + 4], size, at + 8
        at += 8 + size + size % 2


def wav_frames(content: bytes) -> int:
    """How many frames the header of a RIFF WAV promises; 0 when it says nothing or the file is of another kind.

    libsndfile quietly reads what is there.
    """
    align = 0
    for name, size, at in chunks(content):
        if name == b"fmt ":
            align = int.from_bytes(content[at + 12 : at + 14], "little")
        if name == b"data":
            return size // align if align and size not in OPEN_LENGTHS else 0
    return 0


def lengthened(content: bytes) -> bytes:
    """A RIFF WAV whose header says that its sound has 0 bytes, as it stands while it is recorded, with its length."""
    for name, size, at in chunks(content):
        if name == b"data" and not size and at < len(content):
            *_, (_, last, start) = chunks(content)
            if start + last + last % 2 == len(content) and start > at:
                break  # other chunks to the end: there is really no sound
            told = (len(content) - at).to_bytes(4, "little")
            return content[:4] + (len(content) - 8).to_bytes(4, "little") + content[8 : at - 4] + told + content[at:]
    return content


def silent(pcm: np.ndarray) -> bool:
    """Is every sample exactly zero? No real microphone gives that."""
    return not np.any(pcm)


def read_speech(path: str | Path) -> tuple[np.ndarray, int]:
    """`read_wav`, and BadInput too when every sample is zero: nothing was recorded."""
    pcm, rate_hz = read_wav(path)
    if silent(pcm):
        raise BadInput(
            f"{path} holds {len(pcm) / rate_hz:.1f} s of pure zeros, as a microphone without permission records them; "
            "allow the recording program to use the microphone and record again."
        )
    return pcm, rate_hz


class Writer:
    """A sound file of the kind that its name says, WAV without a suffix, that appears only when it is complete.

    16 bits where the kind has a choice. What is no ordinary file (`target`) gets all of it at the end. Raises BadInput
    when no such kind can be written, StoreError when the folder, the disk or the device refuses; then no half file is
    left. Left by an exception it discards.
    """

    def __init__(self, path: str | Path, rate_hz: int, channels: int = 1) -> None:
        self.path = Path(path)
        kind, subtype = written_as(self.path)
        try:
            self._target = target(self.path)
        except OSError as error:
            raise StoreError(self._refusal(error)) from error
        try:
            self._file = soundfile.SoundFile(self._target.file, "w", rate_hz, channels, subtype, format=kind)
        except (OSError, soundfile.LibsndfileError) as error:
            self._target.drop()
            raise StoreError(self._refusal(error)) from error

    def write(self, pcm: np.ndarray) -> None:
        """Append (n,) or (n, channels) float32; beyond ±1 is clipped."""
        try:
            self._file.write(pcm)
        except (OSError, soundfile.LibsndfileError, AssertionError) as error:
            self.discard()
            raise StoreError(self._refusal(error)) from error

    def close(self) -> None:
        """Complete the file and give it its name."""
        try:
            self._file.close()
            self._target.keep()
        except (OSError, soundfile.LibsndfileError) as error:
            self.discard()
            raise StoreError(self._refusal(error)) from error

    def discard(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._target.drop()

    def _refusal(self, error: Exception) -> str:
        folder = self.path.parent
        if not folder.is_dir():
            return f"{self.path} cannot be written because {folder} does not exist; make that folder first."
        reason = getattr(error, "strerror", None) or str(error).rsplit(": ", 1)[-1].rstrip(".") or "no space left"
        return f"{self.path} cannot be written ({reason}); free some space or choose another folder."

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()


def written_as(path: Path) -> tuple[str, str]:
    """libsndfile's format and subtype for a file of this name. Raises BadInput."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise BadInput(f"{path} cannot be written as {path.suffix}; name it {', '.join(filter(None, KINDS))} instead.")
    return kind


def write_wav(path: str | Path, pcm: np.ndarray, rate_hz: int) -> None:
    """Write (n,) or (n, channels) float32; see `Writer` for what the name means and what is raised."""
    with Writer(path, rate_hz, 1 if pcm.ndim == 1 else pcm.shape[1]) as file:
        file.write(pcm)


def side_by_side(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Two mono tracks → (n, 2) stereo, the shorter one filled up with silence."""
    out = np.zeros((max(len(left), len(right)), 2), np.float32)
    out[: len(left), 0] = left
    out[: len(right), 1] = right
    return out
