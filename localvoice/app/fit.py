"""Which profile fits this machine? Memory and time until the first sound, predicted before anything is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from localvoice.engine import roofline
from localvoice.engine.budget import BUDGET_MS
from localvoice.engine.machine import GIB, Machine
from localvoice.engine.roofline import Chip, Work
from localvoice.errors import BadInput
from localvoice.store.weights import Model, Profile, Weights

# A conversation is planned with, and held to, so many; persona and tools of the assistant take 2,482 of them (Qwen3's
# own tokenizer and template), and what every token of an answer looks back at costs time.
CONTEXT_TOKENS = 4096
# While old turns are dropped, the old conversation stays whole beside the one that replaces it (`models.lm`).
CONTEXTS = 2
# Beyond weights and context: the buffers that MLX keeps (engine/memory.py holds them to 0.25), and the activations of a
# step (0.04 for 256 tokens of a 1.7B model, measured by scripts/bench memory; those of a voice are not known).
WORK_GB = 0.3
WIDE_BITS, WIDE_BYTES = 32, 4  # of a number where MLX has no GPU: half precision and 4 bits are slower there
ROOMY = 2 / 3  # of what the GPU may hold; more leaves too little for the system and the programs that are open
NEW_TOKENS = 64  # a question's, the rest of the prompt being cached
FIRST_TOKENS = 10  # until the first phrase can be spoken
BEHIND_TOKENS = 3072  # that each of them looks back at: three quarters of the context
BEST_FIRST = ("standard", "light", "open", "starter")  # what is picked from; the others are for who asks for them
SMALL_GB = 0.1  # of models that answer in time on any machine: nobody needs to predict it
# Of a model that hears and speaks at once, a frame lasts FRAME_MS, its step may take MOST_MS, and its codes are whole
# one frame later. The rest is for the sound's way, the recogniser beside it, and a computer that does other things too.
FRAME_MS, MOST_MS = 80.0, 75.0
ASKED, ANSWERED = 60, 6  # tokens of a native model: of the sound heard, of text before its first sound


class Verdict(StrEnum):
    FITS = "fits"
    TIGHT = "tight"
    NO = "no"


@dataclass(frozen=True)
class Fit:
    """One profile on one machine; memory in GiB, times in ms after the last voiced sample, without the gate."""

    profile: str
    about: str
    weights_gb: dict[str, float]  # of each model
    context_gb: float
    peak_gb: float  # all of it, and what a step takes
    verdict: Verdict
    stages_ms: dict[str, float]  # {} where nobody can say
    missing: list[str]  # families that this version cannot run yet
    frame_ms: float | None = None  # that a duplex model's step takes; None: it has none, or nobody can say

    @property
    def first_sound_ms(self) -> float | None:
        return sum(self.stages_ms.values()) if self.stages_ms else None


def weights_gb(model: Model, gpu: bool = True) -> float:
    """What the loaded weights take, in GiB; 0 for what MLX does not run. Without a GPU they are widened to 32 bits."""
    if gpu or not model.memory_gb:
        return model.memory_gb
    wide = WIDE_BYTES * model.params / GIB
    return max(model.memory_gb, wide or model.memory_gb * WIDE_BITS / (model.bits or WIDE_BITS))


def context_gb(model: Model, tokens: int = CONTEXT_TOKENS, gpu: bool = True) -> float:
    """What a conversation of so many tokens takes, in GiB: of 16 bits a number, without a GPU of 32."""
    return model.kv_bytes_per_token * (model.window_tokens or tokens) / GIB * (1 if gpu else 2)


def conversations(profile: str, machine: Machine, known: Weights) -> int | None:
    """How many more the memory has room for, beside the person's own; one at least. None: they take next to none."""
    models = [known.models[one] for one in known.profile(profile).models().values()]
    one_gb = CONTEXTS * sum(context_gb(model, gpu=bool(machine.gpu_cores)) for model in models)
    if not one_gb:
        return None
    fit = _fit(profile, known.profiles[profile], machine, known)
    return max(1, int((_room_gb(machine) - fit.peak_gb) / one_gb))


def fits(machine: Machine, known: Weights) -> list[Fit]:
    """Every profile on this machine."""
    return [_fit(name, profile, machine, known) for name, profile in known.profiles.items()]


def pick(every: list[Fit], usable: Callable[[Fit], bool]) -> str:
    """The best profile that fits roomily, is predicted in time, and is `usable`; else the starter."""
    by_name = {fit.profile: fit for fit in every if usable(fit)}
    for name in BEST_FIRST:
        fit = by_name.get(name)
        if fit and fit.verdict is Verdict.FITS:
            time_ms = fit.first_sound_ms
            small = sum(fit.weights_gb.values()) <= SMALL_GB
            if small or (time_ms is not None and time_ms <= BUDGET_MS):
                return name
    return BEST_FIRST[-1]


def refuse(profile: str, machine: Machine, known: Weights) -> None:
    """Raise BadInput, politely, for a profile that does not fit; to be called before anything is loaded."""
    known.profile(profile)
    every = fits(machine, known)
    fit = next(fit for fit in every if fit.profile == profile)
    if fit.missing:
        raise BadInput(f"The profile {profile} needs {fit.missing[0]}, which this version cannot run yet; use starter.")
    other = pick(every, lambda fit: not fit.missing)
    if known.profiles[profile].duplex and not machine.gpu_cores and sum(fit.weights_gb.values()) > SMALL_GB:
        raise BadInput(
            f"The profile {profile} needs a GPU that MLX can use, to be in time with every {FRAME_MS:.0f} ms of talk, "
            f"and there is none here: choose another with --profile, such as {other}."
        )
    if fit.frame_ms is not None and fit.frame_ms > MOST_MS:
        raise BadInput(
            f"The profile {profile} needs {fit.frame_ms:.0f} ms on this chip for each {FRAME_MS:.0f} ms of talk "
            f"(computed), and {MOST_MS:.0f} is the most: choose another with --profile, such as {other}."
        )
    if fit.verdict is Verdict.NO:
        raise BadInput(
            f"The profile {profile} needs {fit.peak_gb:.1f} GB for its models, and this machine has room for "
            f"{_room_gb(machine):.1f}: choose another with --profile, such as {other}."
        )


def _room_gb(machine: Machine) -> float:
    """What models may take; without Metal they live in main memory, of which the same share is left to the rest."""
    return machine.working_set_gb or machine.memory_gb * 2 / 3


def _fit(name: str, profile: Profile, machine: Machine, known: Weights) -> Fit:
    chosen = {one: known.models[one] for one in profile.models().values()}
    gpu = bool(machine.gpu_cores)
    sizes = {one: weights_gb(model, gpu) for one, model in chosen.items() if model.memory_gb}
    context = sum(context_gb(model, gpu=gpu) for model in chosen.values())
    forgets = any(model.window_tokens for model in chosen.values())  # by itself, so nothing is read anew beside it
    peak = sum(sizes.values()) + (1 if forgets else CONTEXTS) * context + WORK_GB if sizes else 0.0
    share = peak / _room_gb(machine)
    verdict = Verdict.FITS if share <= ROOMY else Verdict.TIGHT if share <= 1 else Verdict.NO
    chip = roofline.chip(machine.chip, machine.gpu_cores) if machine.gpu_cores else None
    families = {model.family for model in chosen.values()}
    missing = sorted(family for family in families if not find_spec(f"localvoice.models.{family}"))
    frame_ms = _frame_ms(profile, chip, known)
    return Fit(name, profile.about, sizes, context, peak, verdict, _stages(profile, chip, known), missing, frame_ms)


def _frame_ms(profile: Profile, chip: Chip | None, known: Weights) -> float | None:
    """One step of the profile's duplex model when its window is full, as it is after a few minutes."""
    if chip is None or profile.duplex not in roofline.COSTS:
        return None
    step, model = roofline.COSTS[profile.duplex].step, known.models[profile.duplex]
    return Work(step.gflop, step.gb + model.kv_bytes_per_token * model.window_tokens / 1e9).ms(chip)


def _stages(profile: Profile, chip: Chip | None, known: Weights) -> dict[str, float]:
    """The stages that a turn goes through after its last voiced sample, in ms; {} where one of them is unknown."""
    if profile.duplex:
        frame_ms = _frame_ms(profile, chip, known)
        return {} if frame_ms is None else {"hear": FRAME_MS, "think": frame_ms, "say": FRAME_MS}
    chain = [profile.native] if profile.native else [profile.recogniser, profile.lm, profile.voice]
    if chip is None or not all(one in roofline.COSTS for one in chain):
        return {}
    if profile.native:
        cost = roofline.COSTS[profile.native]
        tokens, steps = ASKED * cost.token.ms(chip), ANSWERED * cost.step.ms(chip)
        return {"read": tokens, "think": steps, "say": cost.sound.ms(chip)}
    hear, think, say = (roofline.COSTS[one] for one in chain)
    behind_gb = known.models[profile.lm].kv_bytes_per_token * BEHIND_TOKENS / 1e9
    step = Work(think.step.gflop, think.step.gb + behind_gb)
    return {
        "hear": hear.tail.ms(chip),
        "read": NEW_TOKENS * think.token.ms(chip),
        "think": FIRST_TOKENS * step.ms(chip),
        "say": say.sound.ms(chip),
    }
