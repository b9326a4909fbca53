"""One rank of a ring: a process that loads its share of a model and does, step by step, what it is told on a pipe.

    python -m localvoice.models.lm_ring.rank FOLDER [--float32]

Every rank is told the same, a JSON object a line, and does the same; rank 0 alone answers. Of what they compute only
sampled tokens could differ (two chips round differently), so rank 0's are what all go on with. It ends when nobody
tells it anything any more: whoever started it sends an empty line now and then.
"""

import json
import os
import queue
import select
import sys
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_lm.utils import sharded_load

from localvoice.events import Waiting
from localvoice.models.lm.context import Context
from localvoice.models.owner import Owner
from localvoice.models.roles import Sampling

BEAT_S = 0.2  # between two signs of life
ALONE_S = 30.0  # without a word it ends; a line comes every `ring.WORD_S`
CACHE_BYTES = 2**28  # of buffers that MLX keeps for its next step, as `engine.memory` has it


class Rank:
    """What has been loaded, and the contexts that are open, by number."""

    def __init__(self, model: Any, group: mx.distributed.Group) -> None:
        self._model, self._owner, self._group = model, Owner(), group
        self._contexts: dict[int, Context] = {}
        self._steps: Iterator[int | Waiting] = iter(())

    def do(self, told: dict[str, Any]) -> dict[str, Any] | None:
        """One short step; what there is to answer."""
        for number in told.get("drop", ()):
            self._contexts.pop(number, None)
        what, of = told["do"], told.get("of", 0)
        if what == "next":
            return {"token": next(self._steps)}
        self._steps = iter(())  # an answer that is not gone on with is over
        context = self._contexts.get(of) or Context(self._model, self._owner, self._agreed)
        self._contexts[of] = context
        match what:
            case "keep":
                context.keep(context.ids[: told["count"]])
            case "back":
                context.back_to(told["place"])
            case "read":
                return {"read": sum(count for count in context.read(told["ids"]) if isinstance(count, int))}
            case "sample":
                how = told["how"]
                self._steps = context.sample(Sampling(**{**how, "stop": ()}), told["ids"])
                return {"token": next(self._steps)}
            case "mark":
                context.snapshot(told["place"])
            case "fork":
                self._contexts[told["as"]] = context.fork()
        return None

    def plain(self) -> bool:
        return Context(self._model, self._owner).plain

    def _agreed(self, token: mx.array) -> mx.array:
        """Rank 0's; what the others picked counts for nothing, but is waited for, so that all exchange in one order."""
        mine = token if self._group.rank() == 0 else token * 0
        return mx.distributed.all_sum(mine, group=self._group)


def run(folder: Path, float32: bool) -> None:
    """Load, and do what is told until nobody tells anything."""
    lock = threading.Lock()
    told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    if os.isatty(0):
        tty.setcbreak(0)  # a terminal of ssh cuts long lines otherwise
    threading.Thread(target=_hear, args=(told.put,)).start()
    if not (folder / "config.json").is_file():  # mlx-lm would ask the hub for a model of this name
        raise OSError(f"there is no language model in {folder}")
    group = mx.distributed.init(strict=True, backend="ring")

    def say(what: dict[str, Any]) -> None:
        with lock:
            sys.stdout.write(json.dumps(what) + "\n")
            sys.stdout.flush()

    threading.Thread(target=_beat, args=(say,)).start()
    rank = Rank(_loaded(folder, float32, group), group)
    say({"ready": group.rank(), "of": group.size(), "plain": rank.plain()})
    while True:
        one = told.get()
        answer = rank.do(one)
        if answer is not None and group.rank() == 0:
            say({"number": one.get("number", 0), **answer})


def _loaded(folder: Path, float32: bool, group: mx.distributed.Group) -> Any:
    """This rank's share, as mlx-lm divides it: each layer where the architecture can, else layers."""
    mx.set_cache_limit(CACHE_BYTES)
    if mx.metal.is_available():
        mx.set_wired_limit(int(mx.device_info()["max_recommended_working_set_size"]))
    local = {"trust_remote_code": False, "local_files_only": True}
    model = sharded_load(str(folder), tokenizer_config=local)[0]
    if float32:
        model.set_dtype(mx.float32)
        mx.eval(model.parameters())
    return model


def _hear(put: Callable[[dict[str, Any]], None]) -> None:
    """What comes on standard input, line by line; its end, and long silence, end the process at any moment."""
    held = b""
    while select.select([0], [], [], ALONE_S)[0] and (piece := os.read(0, 65_536)):
        *lines, held = (held + piece).split(b"\n")
        for line in lines:
            if line.strip():
                put(json.loads(line))
    os._exit(1)


def _beat(say: Callable[[dict[str, Any]], None]) -> None:
    """While this thread comes round, so do the process and its machine."""
    pause = threading.Event()
    while True:
        say({"beat": 1})
        pause.wait(BEAT_S)


def main() -> None:
    try:
        run(Path(sys.argv[1]).expanduser(), "--float32" in sys.argv)
    except Exception as error:  # the process ends here, and says why
        print(json.dumps({"failed": " ".join(str(error).split())}), flush=True)
    finally:
        os._exit(1)  # MLX waits for a ring that nobody closes


if __name__ == "__main__":
    main()
