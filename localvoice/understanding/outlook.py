"""What is given up so that an answer comes in time: the budget's ladder, with what this machine's stages cost."""

from localvoice.engine.budget import BUDGET_MS, Filler, Outlook, Plan, Stage, plan
from localvoice.engine.costs import Costs
from localvoice.understanding.mind import Occasion
from localvoice.wording.phrase import FIRST_WORDS

ACKNOWLEDGEMENT = "Let me see."  # it covers a wait
FEW_WORDS = 4  # of a first phrase that has to come soon
LETTERS = 5.0  # of a word, its space included, for predictions


class Forecast:
    """Predicts from `costs`, which learn while it is used."""

    def __init__(self, costs: Costs, budget_ms: float = BUDGET_MS) -> None:
        self._costs, self._budget_ms = costs, budget_ms

    def of_words(self, occasion: Occasion, text: str) -> Plan:
        """For an answer that is known."""
        gate_ms, now_ms = occasion.times_ms()
        stages = (self._stage("say", len(text)),)
        return plan(Outlook(gate_ms, now_ms, stages), {}, None, self._budget_ms)

    def spare_ms(self, occasion: Occasion) -> float:
        """What may still go by before the skill's answer has to be made."""
        return self._budget_ms - max(occasion.times_ms()) - self._stage("say", FIRST_WORDS * LETTERS).ms

    def of_thought(self, occasion: Occasion, filler_ms: float) -> Plan:
        """For an answer that is still to be thought; an acknowledgement of so many ms is at hand, 0: none is."""
        gate_ms, now_ms = occasion.times_ms()
        whole, short = (self._costs.predict("think", words).ms for words in (FIRST_WORDS, FEW_WORDS))
        letters = [self._costs.predict("say", words * LETTERS).ms for words in (FIRST_WORDS, FEW_WORDS)]
        leaves = {"think": short / max(whole, 0.1), "say": letters[1] / max(letters[0], 0.1)}
        stages = (self._stage("think", FIRST_WORDS), self._stage("say", FIRST_WORDS * LETTERS))
        filler = Filler(0.0, filler_ms) if filler_ms else None
        return plan(Outlook(gate_ms, now_ms, stages), leaves, filler, self._budget_ms)

    def of_sound(self, occasion: Occasion, heard_s: float, filler_ms: float) -> Plan:
        """For an answer of a model that hears so many seconds itself; `filler_ms` as above."""
        gate_ms, now_ms = occasion.times_ms()
        stages = (self._stage("take in", heard_s), self._stage("first sound", 1.0))
        filler = Filler(0.0, filler_ms) if filler_ms else None
        return plan(Outlook(gate_ms, now_ms, stages), {}, filler, self._budget_ms)

    def _stage(self, name: str, units: float) -> Stage:
        expected = self._costs.predict(name, units)
        return Stage(name, expected.ms, expected.spread_ms)
