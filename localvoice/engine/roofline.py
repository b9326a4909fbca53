"""How fast could this chip be? A step takes as long as its arithmetic or its reading of memory, whichever is longer.

Williams, Waterman and Patterson, "Roofline", CACM 2009. Nothing here was measured on a Mac: arithmetic and bytes are
counted from the models' configurations, the chips' figures are published ones, and real runs add overheads per step.
"""

import re
from dataclasses import dataclass

# Shares of the peaks that a good kernel reaches; published runs of MLX: 67 % and 82 % of the bandwidth when decoding.
FLOPS_SHARE, BANDWIDTH_SHARE = 0.60, 0.75


@dataclass(frozen=True)
class Chip:
    name: str  # "m1-pro"
    gpu_cores: int
    tflops: float  # float32, all cores
    gb_per_s: float  # 10^9 bytes


@dataclass(frozen=True)
class Work:
    gflop: float = 0.0  # 10^9 operations
    gb: float = 0.0  # 10^9 bytes read

    def ms(self, chip: Chip) -> float:
        return max(self.gflop / (chip.tflops * FLOPS_SHARE), 1000 * self.gb / (chip.gb_per_s * BANDWIDTH_SHARE))


# The largest version of each. TFLOPS a core: M1 0.325, M2 and M3 0.36, M4 0.43; bandwidths as Apple publishes them.
CHIPS = {
    chip.name: chip
    for chip in (
        Chip("m1", 8, 2.6, 68.25),
        Chip("m1-pro", 16, 5.2, 200),
        Chip("m1-max", 32, 10.4, 400),
        Chip("m2", 10, 3.6, 100),
        Chip("m2-pro", 19, 6.84, 200),
        Chip("m2-max", 38, 13.68, 400),
        Chip("m3", 10, 3.6, 100),
        Chip("m3-pro", 18, 6.48, 150),
        Chip("m3-max", 40, 14.4, 400),
        Chip("m4", 10, 4.3, 120),
        Chip("m4-pro", 20, 8.6, 273),
        Chip("m4-max", 40, 17.2, 546),
    )
}


@dataclass(frozen=True)
class Cost:
    """What one model has to do between the end of the speech and the first sound; what it does not do is no Work."""

    tail: Work = Work()  # recogniser: what is left when the speech has ended
    token: Work = Work()  # language model: to read one more token of a long prompt
    step: Work = Work()  # language model: to say one token
    sound: Work = Work()  # voice: until the first sound


FIRST_PHRASE_S = 1.5  # Kokoro speaks it whole before the first sample
COSTS = {  # by the name in weights.toml
    "nemotron-0.6b-8bit": Cost(tail=Work(gb=0.65)),  # one chunk of 160 ms reads all weights
    "parakeet-0.6b-v3": Cost(tail=Work(45, 1.2)),  # all 3 s of a question
    "whisper-turbo": Cost(tail=Work(2274, 1.6)),  # padded to 30 s, as it was trained
    # 2 operations for each weight outside the embedding; 4.5 bits for each weight, the embedding once as output
    "qwen3-0.6b-4bit": Cost(token=Work(0.884), step=Work(0.884, 0.335)),
    "qwen3-1.7b-4bit": Cost(token=Work(2.818), step=Work(2.818, 0.968)),
    "qwen3-4b-4bit": Cost(token=Work(7.267), step=Work(7.267, 2.261)),
    "qwen3-vl-4b-4bit": Cost(token=Work(7.267), step=Work(7.267, 2.261)),  # what is read of a picture comes beside it
    "pocket": Cost(sound=Work(gb=0.236)),  # one frame of 80 ms reads all weights
    "kokoro": Cost(sound=Work(57 * FIRST_PHRASE_S, 0.164)),  # 57 GFLOP for each second, counted in the model
    # a step is a frame, and reads all weights but the tables of embeddings, and those of its codec in 32 bits
    "moshi-4bit": Cost(step=Work(gb=4.61 + 0.33)),
    "hibiki-1b": Cost(step=Work(gb=3.14 + 0.33)),
    "lfm2.5-audio-4bit": Cost(token=Work(2.18), step=Work(gb=0.66), sound=Work(gb=0.912)),
}


def chip(name: str, gpu_cores: int = 0) -> Chip | None:
    """The chip called "m1-pro" or "Apple M1 Pro", with so many GPU cores (0: all that it can have); None: unknown."""
    found = CHIPS.get(re.sub(r"^apple\W+", "", name.strip().casefold()).replace(" ", "-"))
    if found is None or gpu_cores in (0, found.gpu_cores):
        return found
    return Chip(found.name, gpu_cores, found.tflops * gpu_cores / found.gpu_cores, found.gb_per_s)
