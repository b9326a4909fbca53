"""How long from the end of the turn to the first token, when the words were read during speech and when after it?

A llama of 8 layers × 512 with random weights in float32, real loader, template and cache. Persona and earlier turns are
always cached. "after": none of the words was read before the turn ended; "during": all but the last one were, then the
answer is begun. "left": what of that is left when the turn is over, if the answer is begun as a session begins it,
silently at the first pause (`pause_s` of `hearing.turns`), and the turn ends as early as it can (`SURE_S` of
`hearing.gate`; both in whole frames): 0 when the first token is there. The silence itself and the recogniser's time are
in none of them. "least": nothing but the network, for one token, which reads all weights once: no answer can begin
sooner. All take turns with the same words, a word being one token (real tokenizers make about 1.3 of one).
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from statistics import median

import _tiny_lm
from _ears import table

from localvoice.events import FRAME_S
from localvoice.hearing import gate
from localvoice.hearing.turns import Event, Rules, Turns, hear
from localvoice.models.lm import conversation as lm
from localvoice.models.lm.context import Context, Reads
from localvoice.models.roles import Read, Sampling
from localvoice.models.stepwise import whole

# isort: split
import mlx.core as mx

WORDS = (5, 10, 20, 40, 80)  # of the person's turn
REPEATS = 9
PERSONA_WORDS = 300
SIZE = {"num_hidden_layers": 8, "hidden_size": 512, "intermediate_size": 1408, "num_attention_heads": 8}
HOW = Sampling(temperature=0, repetition_penalty=1, max_tokens=1)


def ahead_ms() -> float:
    """From the pause in which an answer is begun to the earliest end of the turn."""
    turns, at_s = Turns(), dict[Event, float]()
    for voice in [1.0] * 10 + [0.0] * 40:
        turns, event = hear(turns, voice, FRAME_S, Rules(), gate.SURE_S)
        if event:
            at_s[event] = turns.now_s
    return 1000 * (at_s[Event.TURN_ENDED] - at_s[Event.PAUSED])


def measure() -> list[dict[str, float]]:
    """For each length of turn: medians in milliseconds, their ratios, and tokens read after the end of speech."""
    chance, words, ahead = random.Random(1), _tiny_lm.TEXT.split(), ahead_ms()
    with tempfile.TemporaryDirectory() as folder:
        model = lm.load(_tiny_lm.make(Path(folder), "llama", **SIZE))
    chat = model.open(" ".join(chance.choices(words, k=PERSONA_WORDS)), [])
    whole(chat.prefill(""))
    prompt = list(chat.context.ids)
    whole(chat.warm())
    rows = []
    for count in WORDS:
        runs: dict[str, list[tuple[float, int]]] = {"after": [], "during": []}
        least_ms = []
        for _ in range(REPEATS):
            said = chance.choices(words, k=count)
            for name, times in runs.items():
                chat.context.keep(prompt)
                for end in (*range(1, count, 4), count - 1) if name == "during" else ():
                    whole(chat.prefill(" ".join(said[:end])))
                times.append(_first_token(chat, " ".join(said)))
            least_ms.append(_one_token_ms(chat.context))
        row: dict[str, float] = {"words": count}
        for name, times in runs.items():
            row[f"{name}_ms"], row[f"{name}_tokens"] = map(median, zip(*times, strict=True))
        row["least_ms"] = median(least_ms)
        row["left_ms"] = median(max(0.0, took_ms - ahead) for took_ms, _ in runs["during"])
        rows.append(
            row | {f"{name}_ratio": row[f"{name}_ms"] / row["after_ms"] for name in ("during", "least", "left")}
        )
    return rows


def _first_token(chat: lm.LmChat, said: str) -> tuple[float, int]:
    """Milliseconds to the first token, and the tokens that were read; the turn is taken back."""
    read, began_s = chat.context.read_tokens, time.perf_counter()
    steps = chat.reply(said, HOW)
    while isinstance(next(steps), Read):
        pass
    took_ms, count = 1000 * (time.perf_counter() - began_s), chat.context.read_tokens - read
    steps.close()
    chat.retract()
    return took_ms, count


def _one_token_ms(context: Reads) -> float:
    assert isinstance(context, Context)
    began_s = time.perf_counter()
    mx.eval(context.scores(context.ids[-1:]))
    return 1000 * (time.perf_counter() - began_s)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    measured = measure()
    if parser.parse_args().json:
        print(json.dumps({"ahead_ms": ahead_ms(), "rows": measured}, indent=2))
    else:
        shown = [tuple(f"{value:.3g}" for value in row.values()) for row in measured]
        print(table(shown, tuple(name.replace("_", ", ") for name in measured[0])))
        print(f"An answer is begun {ahead_ms():.0f} ms before the turn can be over.")
