"""The skills' commands spoken by synthetic voices: the right action (intent and slots), with the rejection on."""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from statistics import median

from _ears import Ears, spoken, table

VOICES = (("en-us", 1.0), ("en-us+f3", 1.0), ("en-us+m7", 1.0), ("en-gb", 1.0), ("en-gb+f2", 1.0), ("en-gb+m3", 1.0))
# Not looked at while anything was chosen.
HELD_OUT = (("en-us+f4", 1.0), ("en-gb-x-rp", 1.0), ("en-us", 1.2))


def measure(voices: tuple[tuple[str, float], ...], every: int) -> dict:
    ears = Ears("assistant")
    lines = (Path(__file__).parent / "commands.txt").read_text().splitlines()[::every]
    sentences = [line.split("\t")[0] for line in lines if line]
    by_voice = defaultdict(list)
    by_intent = defaultdict(list)
    wrong = []
    tails = []
    for voice, pace in voices:
        for sentence in sentences:
            wanted = ears.toolbox.match(sentence)
            assert wanted, f"no skill knows “{sentence}”"
            turns = ears.hear(spoken(sentence, voice, pace))
            call = turns[0].call if len(turns) == 1 else None
            right = call is not None and (call.intent, call.slots) == (wanted.intent, wanted.slots)
            by_voice[f"{voice} at {pace}"].append(right)
            by_intent[wanted.intent].append(right)
            tails += [turn.tail_s for turn in turns]
            if not right:
                heard = turns[0].transcript if turns else None
                wrong.append((voice, sentence, heard and heard.text, heard and round(heard.score, 1), call is not None))
    everything = [right for rights in by_voice.values() for right in rights]
    return {
        "sentences": len(sentences),
        "spoken": len(everything),
        "right": sum(everything) / len(everything),
        "wrong_action": sum(acted for *_, acted in wrong) / len(everything),
        "tail_ms": round(1000 * median(tails), 1),
        "voices": {name: sum(rights) / len(rights) for name, rights in by_voice.items()},
        "intents": {name: sum(rights) / len(rights) for name, rights in by_intent.items()},
        "wrong": wrong,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--held-out", action="store_true", help="three voices that nothing was tuned on")
    parser.add_argument("--every", type=int, default=1, help="only every n-th sentence")
    options = parser.parse_args()
    result = measure(HELD_OUT if options.held_out else VOICES, options.every)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        for part in ("voices", "intents"):
            print(
                table([(name, f"{100 * share:.1f} %") for name, share in result[part].items()], (part, "right")), "\n"
            )
        right, acted = 100 * result["right"], 100 * result["wrong_action"]
        print(f"{result['spoken']} spoken, {right:.1f} % right, {acted:.1f} % wrong action")
