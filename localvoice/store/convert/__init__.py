"""How do foreign weights become the published MLX layout? In a process of its own, with bounds, wholly or not at all.

What is read comes from strangers, and the libraries that read it were not written against them: a fault of theirs,
a wish for all of the memory or an endless loop ends with that process, as one sentence. No code of the input is run.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from localvoice.errors import StoreError

FORMATS = ("ctranslate2_whisper", "gguf", "onnx_kokoro", "onnx_smart_turn", "tfjs_nanodet")
REFUSED = 3  # the code with which the process ends when what it wrote to stdout is a sentence for the person
LEAST_BYTES, TIMES = 1_500_000_000, 8  # the process may have so much memory, and so many times the size of its input
LONGEST_S = 600.0  # five times what the largest model took on one busy core
LOOK_S = 0.05  # how often the process is looked at
SENTENCE_BYTES = 2_000


def converted(
    form: str, source: Path, into: Path, go_on: Callable[[], None] = lambda: None, longest_s: float = LONGEST_S
) -> None:
    """Make in `into`, which must be empty or not there, what the model in the folder `source` is in MLX's layout.

    `form`: one of FORMATS. `go_on` is called every 50 ms and may raise to end it. The same input gives the same bytes
    on every machine. What is bounded where: `localvoice.bounds`.
    Raises StoreError, one sentence, and leaves nothing behind; OSError where the disk refuses.
    """
    if form not in FORMATS:
        raise StoreError(f"No weights can be read as {form!r}, only as {', '.join(FORMATS)}; correct weights.toml.")
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        raise StoreError(f"{into} is not empty; remove what is in it.")
    try:
        sizes = sum(file.stat().st_size for file in source.rglob("*") if file.is_file())
        bounds = [str(LEAST_BYTES + TIMES * sizes), str(int(longest_s) + 1)]
        order = [sys.executable, "-P", "-m", __name__, form, str(source), str(into), *bounds]
        run(order, f"Reading the weights in {source.name} as {form}", go_on, longest_s)
        if missing := [name for name in ("config.json", "model.safetensors") if not (into / name).is_file()]:
            raise StoreError(f"Reading the weights in {source.name} as {form} made no {missing[0]}; please report it.")
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise


def run(order: list[str], what: str, go_on: Callable[[], None], longest_s: float) -> None:
    """Start a process and wait for its end. `what` it does begins each sentence. Raises StoreError when it fails."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(order, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet) as process:
        try:
            _wait(process, what, go_on, longest_s)
            assert process.stdout is not None
            told = process.stdout.read(SENTENCE_BYTES).decode("utf-8", "replace")
        finally:
            process.kill()
    if process.returncode == REFUSED and told:
        raise StoreError("".join(sign if sign.isprintable() else " " for sign in told).strip())
    if process.returncode:
        raise StoreError(f"{what} failed: {_why(process.returncode)}.")


def _wait(process: subprocess.Popen[bytes], what: str, go_on: Callable[[], None], longest_s: float) -> None:
    """Until it has ended: it writes at most one sentence, so its pipe never fills."""
    until_s = time.monotonic() + longest_s
    while process.poll() is None:
        go_on()
        if time.monotonic() > until_s:
            raise StoreError(
                f"{what} took longer than {longest_s:g} s and was ended: "
                "the file is not what it claims to be, or this machine is too busy."
            )
        try:
            process.wait(LOOK_S)
        except subprocess.TimeoutExpired:
            continue


def _why(code: int) -> str:
    if code >= 0:
        return f"its process ended with the code {code}; the file is damaged, or please report it"
    known = -code in {each.value for each in signal.Signals}
    name = signal.Signals(-code).name if known else f"signal {-code}"
    return f"its process was ended ({name}), most likely for want of memory: free some, or the file is damaged"
