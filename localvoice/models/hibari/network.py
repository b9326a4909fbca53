"""What does the network make of phonemes? A spectrum, a pitch, and how long each phoneme lasts.

The published graph hands out five spectral parts and the pitch (hibari's README, "ONNX interface"). It rounds the
lengths of its phonemes inside; that tensor is made one more output by a field that is appended to the file: Protocol
Buffers merge a message that is found twice, so the graph gets another entry in its list of outputs.
"""

import json
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from localvoice.errors import EngineError

HOP = 300  # samples at 24 kHz: a frame of the spectrum is 12.5 ms
FRAMES_PER_LENGTH = 2  # the network counts in 25 ms
LENGTHS = "/Clip_output_0"  # (phonemes,) float32: at least 1
MOST = 500  # phonemes of one run; Kokoro, from which the voice was distilled, took 510


class Session(Protocol):
    """A graph that is ready to run."""

    def run(self, outputs: None, given: dict[str, np.ndarray], /) -> Any: ...


@dataclass(frozen=True, eq=False)
class Spectrum:
    """What the network says of one run; each part is (601, frames) float32."""

    harmonic: np.ndarray  # log magnitude of what the voice's pulses excite
    turned: np.ndarray  # its phase, in half turns before tanh
    noise: np.ndarray  # log magnitude of noise
    free: np.ndarray  # log magnitude of what has a phase of its own
    phase: np.ndarray  # that phase
    pitch_hz: np.ndarray  # (frames,), 0 where there is no voice
    begins: np.ndarray  # (phonemes + 1,) int: the frame at which each one begins, and the end


def session(graph: bytes) -> Session:
    """A graph ready to run, in the thread that calls it: no pool of threads, none that spins. Raises EngineError."""
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineError("The voice hibari needs the package onnxruntime: install it.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # as quick, and what a long phrase took is given back
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.disable_prepacking", "1")  # as quick, and weights are there once
    options.log_severity_level = 3
    made = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    vars(made).pop("_model_bytes", None)  # it keeps the graph for another try, with other hardware
    return made


class Network:
    """Phonemes, as the voice's vocabulary writes them, to a spectrum."""

    def __init__(self, graph: bytes, vocabulary: bytes) -> None:
        self._ids: dict[str, int] = json.loads(vocabulary)
        self._session = session(graph + _one_more_output(LENGTHS))

    def known(self, sounds: str) -> str:
        """Without the signs that it does not know."""
        return "".join(sound for sound in sounds if sound in self._ids)

    def spectrum(self, sounds: str, pace: float) -> Spectrum:
        """Of known phonemes, at most MOST; `begins` counts the silence around them as a phoneme each."""
        ids = [0, *(self._ids[sound] for sound in sounds), 0]
        given = {"ids": np.array([ids], np.int64), "speed": np.array([pace], np.float32)}
        harmonic, turned, noise, free, phase, pitch_hz, lengths = self._session.run(None, given)
        begins = np.concatenate([[0], np.cumsum(FRAMES_PER_LENGTH * lengths)]).astype(int)
        return Spectrum(harmonic[0], turned[0], noise[0], free[0], phase[0], pitch_hz[0], begins)


def _one_more_output(name: str) -> bytes:
    """ModelProto{graph (7): GraphProto{output (12): ValueInfoProto{name (1)}}}, all lengths below 128."""
    message = name.encode()
    for field in (1, 12, 7):
        message = bytes([field << 3 | 2, len(message)]) + message
    return message
