"""How does a model run on ONNX Runtime? As a session on one thread of this machine's processor, strictly read.

The lane is one thread, and what it runs beside must not starve: with two threads 30 readings took Moonshine 10.5 s in
place of 10.9 and 5.5 s of processor in place of 5.2 (two busy cores), and threads that wait by spinning take a core
from the ear.
"""

from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnxruntime

from localvoice.errors import EngineError

QUIET = 4  # only what ends the process is written to standard error: everything else is an exception, too
_NATIVE = vars(import_module("onnxruntime.capi.onnxruntime_pybind11_state")).values()
# Whatever the library raises; its own have no common base. ValueErrors are of types and names in damaged files.
FAILURES = (*(kind for kind in _NATIVE if isinstance(kind, type) and issubclass(kind, Exception)), ValueError)


class Session:
    """A loaded file. Arrays go in and come out by name."""

    def __init__(self, session: onnxruntime.InferenceSession, what: str) -> None:
        self._session = session
        self._what = what
        # name → sizes, with None for those that are not fixed
        self.takes = {one.name: _sizes(one) for one in session.get_inputs()}
        self.gives = {one.name: _sizes(one) for one in session.get_outputs()}
        self.notes: dict[str, str] = session.get_modelmeta().custom_metadata_map  # that its makers left in the file

    def run(self, given: dict[str, np.ndarray], wanted: list[str]) -> list[np.ndarray]:
        """The outputs of these names. Raises EngineError."""
        try:
            return cast(list[np.ndarray], self._session.run(wanted, given))
        except FAILURES as error:
            raise EngineError(
                f"The {self._what} cannot compute ({_short(error)}); fetch it again with `localvoice pull`."
            ) from error


def session(file: Path, what: str) -> Session:
    """Load `file`, an .ort or .onnx; `what` names the model in errors. Raises EngineError when that cannot be."""
    if not file.is_file():
        raise EngineError(f"There is no {file.name} of the {what} in {file.parent}; fetch it with `localvoice pull`.")
    try:
        return Session(_loaded(str(file)), what)
    except FAILURES as error:
        raise EngineError(
            f"The {what} in {file.parent} cannot be loaded ({file.name}: {_short(error)}); "
            "fetch it again with `localvoice pull`."
        ) from error


def built(model: bytes, what: str) -> Session:
    """The same of a model that was made here. Raises EngineError."""
    try:
        return Session(_loaded(model), what)
    except FAILURES as error:
        raise EngineError(
            f"The {what} cannot be built ({_short(error)}); fetch it again with `localvoice pull`."
        ) from error


def _loaded(model: str | bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = QUIET
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = ["CPUExecutionProvider"]  # also what it would fall back to, writing so on standard output
    return onnxruntime.InferenceSession(model, options, providers=providers, enable_fallback=0)


def _sizes(one: Any) -> tuple[int | None, ...]:
    return tuple(size if isinstance(size, int) else None for size in one.shape)


def _short(error: Exception) -> str:
    """The first line of what the library says, which may be a page."""
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
