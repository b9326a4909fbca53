"""How far behind a speaker is the interpreter, and does it lose a word? Monologues and a dialogue in four languages.

Real session, ears, echo canceller and voices, in a simulated room, on a virtual clock. The models are *simulated*:
their steps cost what a roofline says of the chip; the recogniser is told which words were said when, and is wrong about
the last one; the language model writes stand-ins as long as the source, with its numbers and its "not". Speakers are
espeak-ng's voices. The lag is the true one: from the end of a clause's last word to the first sound of its translation.
"""

import argparse
import json
import math
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

from _costed import LAUNCH_MS, SimulatedClock, language_model
from _ears import table

from localvoice.engine.roofline import CHIPS, COSTS
from localvoice.traces.stages import percentile
from localvoice.understanding.interpreting.faithful import numbers_of
from localvoice.understanding.interpreting.figures import figures
from localvoice.understanding.interpreting.pair import Pair
from localvoice.understanding.interpreting.tongues import denies, plain_words, tongue

sys.path.append(str(Path(__file__).parents[2] / "tests" / "dialogue"))
from interpreted_world import Between, Ears, espoken  # pyright: ignore[reportMissingImports]

PROFILES = {"multilingual": ("whisper-turbo", "qwen3-4b-4bit"), "light": ("nemotron-0.6b-8bit", "qwen3-1.7b-4bit")}
VOICES = {"en": "en-us+m7", "de": "de+f2", "fr": "fr-fr+m3", "es": "es+f4"}
TEXTS = {
    "en": (
        "The train to Hamburg leaves at half past three, and we should be at the station before that. I do not know "
        "the platform, because they changed it last week. If you are late, take a taxi, it costs about twenty euros. "
        "My sister will meet us there with the children."
    ),
    "de": (
        "Ich habe gestern in der Stadt einen neuen Wagen gekauft. Er ist nicht teuer gewesen, weil er schon zwölf "
        "Jahre alt ist. Morgen fahren wir damit nach Berlin, und am Sonntag kommen wir wieder zurück. Kannst du uns "
        "bitte den Schlüssel für die Garage geben?"
    ),
    "fr": (
        "Je voudrais réserver une table pour quatre personnes, demain soir à huit heures. Nous ne mangeons pas de "
        "viande, mais le poisson nous va très bien. Est-ce que vous avez une terrasse, ou faut-il rester à "
        "l'intérieur? Mon numéro est le douze, trente-quatre."
    ),
    "es": (
        "Buenos días, busco la estación de autobuses. Mi tren no ha llegado, y tengo que estar en Madrid antes de las "
        "cinco. El billete cuesta quince euros, pero no puedo pagar con tarjeta. Cuando llegue, le llamo por teléfono."
    ),
}
ANSWERS = (
    ("en", "Do you have a room for two nights?"),
    ("de", "Ja, wir haben noch ein Zimmer im zweiten Stock frei."),
    ("en", "That is good, how much does it cost?"),
    ("de", "Es kostet neunzig Euro, und das Frühstück ist nicht dabei."),
    ("en", "I don't need breakfast, thank you."),
    ("de", "Gut, dann brauche ich nur noch Ihren Namen."),
)


class CostedEars(Ears):
    """Each look costs what the chip takes for it."""

    def __init__(self, clock: SimulatedClock, look_ms: float) -> None:
        super().__init__()
        self._clock, self._look_ms = clock, look_ms

    def listen(self, grammar: Any) -> Any:
        utterance, spend = super().listen(grammar), self._clock.spend
        hear = utterance.transcript

        def transcript() -> Any:
            spend(self._look_ms + LAUNCH_MS)
            return hear()

        utterance.transcript = transcript  # pyright: ignore[reportAttributeAccessIssue]
        return utterance


def stand_in(source: str, spoken: str, into: str) -> str:
    """As many words of the other language, with what must not be left out."""
    known = [word for word in tongue(into).common.split("|") if len(word) > 1]
    begin = sum(map(ord, source)) % len(
        known
    )  # the same for two sentences would be taken for a model that repeats itself
    words = cycle([*known[begin:], *known[:begin]])
    said = [next(words) for _ in range(max(1, len(source.split()) - 1))]
    said += numbers_of(figures(source, spoken))
    said += [tongue(into).denials.split("|")[0]] if denies(source, spoken) else []
    return " ".join(said).capitalize() + ("?" if source.endswith("?") else ".")


def session(said: list[tuple[float, Any]], pair: Pair, profile: str, chip: str) -> Between:
    """One, whose models cost what that chip takes."""
    recogniser, lm = PROFILES[profile]
    clock, costs = SimulatedClock(), language_model(lm, CHIPS[chip])
    tail = COSTS[recogniser].tail
    assert tail
    texts = {one.text: one.language for _, one in said}

    def replies(text: str) -> str:
        spoken = next((language for whole, language in texts.items() if text.rstrip(".…") in whole), pair.other)
        clock.spend(len(text) / 4 * costs.prefill_ms + LAUNCH_MS)
        return stand_in(text, spoken, pair.target(spoken))

    def took(words: int) -> None:
        clock.spend(1.5 * words * (costs.decode_ms + LAUNCH_MS))  # tokens in a word, about

    ears = CostedEars(clock, tail.ms(CHIPS[chip]))
    return Between(said, replies, pair, clock=clock, ears=ears, echo=True, took=took).go()


def sessions() -> list[tuple[str, list[tuple[float, Any]], Pair]]:
    """What is said, and between which languages it is interpreted."""
    made = []
    for language, text in TEXTS.items():
        into = "de" if language == "en" else "en"
        made.append((f"{language} → {into}", [(0.3, espoken(text, VOICES[language]))], Pair(into, language, True)))
    at_s, said = 0.3, []
    for language, text in ANSWERS:
        one = espoken(text, VOICES[language])
        said.append((at_s, one))
        at_s += len(one.pcm) / 16_000 + 4.0
    return [*made, ("en ↔ de", said, Pair("de", "en", True))]


def row(name: str, world: Between) -> dict[str, Any]:
    lags = world.lags_s() or [math.nan]
    told = [turn.latency_ms / 1000 for turn in world.clauses if turn.latency_ms is not None]
    heard, said = [plain_words(" ".join(texts)) for texts in (world.translated, [one.text for _, one in world.said])]
    return {
        "said": name,
        "clauses": len(world.clauses),
        "words": len(said),
        "lost": sum(1 for word in said if said.count(word) > heard.count(word)),
        "cut short": sum(turn.barged_in for turn in world.clauses),
        "p50_s": round(percentile(lags, 50), 2),
        "p95_s": round(percentile(lags, 95), 2),
        "p50 as traced": round(percentile(told, 50), 2) if told else math.nan,
        **{f"{name}_s": _median(world, name) for name in ("recognise", "think", "say", "output")},
        "complaints": len(world.complaints),
    }


def _median(world: Between, stage: str) -> float:
    """Until the clause is certain; translated; has its first sound; is heard, after what was said before."""
    found = [span.end_s - span.start_s for turn in world.clauses for span in turn.spans if span.name == stage]
    return round(percentile(found, 50), 2) if found else math.nan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--chip", default="m1-pro", choices=sorted(CHIPS))
    parser.add_argument("--profile", default="multilingual", choices=sorted(PROFILES))
    given = parser.parse_args()
    rows = [row(name, session(said, pair, given.profile, given.chip)) for name, said, pair in sessions()]
    if given.json:
        print(json.dumps({"chip": given.chip, "profile": given.profile, "rows": rows}))
        return
    print(f"*simulated* {given.chip}, models of the profile {given.profile}")
    print(table([tuple(one.values()) for one in rows], tuple(rows[0])))


if __name__ == "__main__":
    main()
