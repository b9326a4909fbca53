"""Two hundred turns through one session: what the model reads in a turn stays bounded, and so does the memory."""

import gc
import resource
import sys
from pathlib import Path

from web_world import Beep, Ears, given, serving, talking, within

from localvoice.app import served
from localvoice.models.owner import Owner

sys.path.append(str(Path(__file__).parents[1] / "models"))
from lm_world import parrot

TURNS, BUDGET_TOKENS = 200, 800
MOST_TOKENS = 100  # that are read in a turn, on average: one sentence, and at each ninth turn again what is kept
GROWTH_BYTES = 5 << 20


def peak_bytes():
    """Of this process, until now."""
    gc.collect()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def test_tokens_of_a_turn_are_bounded_and_memory_is_flat(tmp_path, monkeypatch):
    monkeypatch.setattr(served, "CONTEXT_TOKENS", BUDGET_TOKENS)
    models = given() | {"lm": parrot(tmp_path, "Well then."), "voice": Beep(), "recogniser": Ears()}
    usage, bytes_then = [], []

    async def main():
        async with serving(tmp_path / "data", models) as port:
            await port.house.engine.lane.call("adopt", lambda: setattr(models["lm"], "owner", Owner()))
            await converse(port)

    async def converse(port):
        async with talking(port) as talker:
            await talker.set(instructions="You are kind.")
            for number in range(TURNS):
                if number == TURNS // 4:  # everything that is made once has been made
                    bytes_then.append(peak_bytes())
                await talker.write(f"this is what I have to say in turn {number}")
                await talker.send("response.create")
                assert await talker.answer() == "Well then."
                usage.append(talker.events[-1]["response"]["usage"])
                talker.events.clear()
            bytes_then.append(peak_bytes())

    within(main)
    prompts = [each["input_tokens"] for each in usage]
    new = [each["input_tokens"] - each["input_token_details"]["cached_tokens"] for each in usage]
    assert max(prompts) <= BUDGET_TOKENS
    assert sorted(new)[TURNS // 2] < 150
    # how much of it upkeep has read before depends on how busy the computer is: what never hangs on that is the most
    assert sum(new[-50:]) < 50 * MOST_TOKENS
    assert bytes_then[1] - bytes_then[0] < GROWTH_BYTES
