"""How long would each way take on a chip? Computed from the roofline as `doctor` does, so all of it is *simulated*."""

from localvoice.app.compare.ways import FIXED_S
from localvoice.app.fit import FIRST_TOKENS, Fit, fits
from localvoice.engine import machine
from localvoice.engine.roofline import CHIPS, COSTS, FIRST_PHRASE_S, Chip
from localvoice.hearing.turns import Rules
from localvoice.store.weights import Weights
from localvoice.traces.compared.figures import Stages

PROFILE = "standard"  # its models are those whose three stages the roofline knows
PROFILES = {"overlapped": PROFILE, "traditional": PROFILE, "native": "native"}  # way → whose models are computed
MEMORY_GB = 16.0  # of the imagined Mac; it changes no time
GATE_MS = 310.0  # of an open question, to which more could be added (`hearing.gate`)
OUTPUT_MS = 20.0  # loudspeaker and air, as in the simulated room; no Mac's is known
REPLY_TOKENS, REPLY_S = 24, 6.0  # a short answer, all of it
TRADITIONAL_EAR = "parakeet-0.6b-v3"  # hears a question at once when it is over
TRADITIONAL_VOICE = "kokoro"  # makes a sentence whole


def chips(known: Weights) -> dict[str, dict[str, Stages]]:
    """Chip → way → its stages."""
    return {name: _ways(chip, known) for name, chip in CHIPS.items()}


def _ways(chip: Chip, known: Weights) -> dict[str, Stages]:
    every = {fit.profile: fit for fit in fits(machine.imagine(chip.name, MEMORY_GB, chip.gpu_cores), known)}
    lead_ms = 1000 * Rules().pause_s
    ways = {"overlapped": Stages(GATE_MS, lead_ms, every[PROFILE].stages_ms, OUTPUT_MS)}
    ways["traditional"] = Stages(1000 * FIXED_S, 1000 * FIXED_S, _one_by_one(every[PROFILE], chip), OUTPUT_MS)
    if "native" in every and every["native"].stages_ms:
        ways["native"] = Stages(GATE_MS, lead_ms, every["native"].stages_ms, OUTPUT_MS)
    return ways


def _one_by_one(fit: Fit, chip: Chip) -> dict[str, float]:
    """The whole question, the whole answer in words, and all of its sound."""
    return {
        "hear": COSTS[TRADITIONAL_EAR].tail.ms(chip),
        "read": fit.stages_ms["read"],
        "think": fit.stages_ms["think"] * REPLY_TOKENS / FIRST_TOKENS,
        "say": COSTS[TRADITIONAL_VOICE].sound.ms(chip) * REPLY_S / FIRST_PHRASE_S,
    }
