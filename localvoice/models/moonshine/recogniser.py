"""What is being said, in open English? Moonshine on ONNX Runtime: the encoder hears all so far, then token by token.

Its encoder hears exactly the sound that there is, so a short turn costs little: words are shown while a person speaks
by looking at the sound again and again, at a rhythm that slows down as the sound grows. What is final never depends
on those looks.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from localvoice.errors import EngineError
from localvoice.events import RATE_HZ, Transcript
from localvoice.grammar import Grammar
from localvoice.models.circles import circling
from localvoice.models.moonshine import network
from localvoice.models.moonshine.glance import Glance
from localvoice.models.moonshine.network import Network, Written
from localvoice.models.moonshine.tokens import END, Tokens
from localvoice.models.moonshine.tokens import read as read_tokens
from localvoice.models.owner import Owner
from localvoice.models.stepwise import whole
from localvoice.models.windows import windows

# Of a window: its encoder takes 46 ms then (16 s: 102 ms), and of 30 readings up to 17 s no more words are wrong (52 of
# 583) than uncut (51).
LONGEST_S = 10.0
LEAST_S = 0.5  # a shorter sound gets silence after it: three convolutions need 0.1 s to make one position
TOKENS_PER_S = 6.5  # more than that nobody says: the model's authors stop it there
# Mean log probability of a token. 120 readings and orders have −0.6 and more, 2 of them below −0.55; 17 clips of other
# languages, taken for English, −0.66 and less; what is made of noises, −0.27 to −1.07.
UNSURE = -0.6
# How much likelier the token that was written may be than another that is remembered. Of 56 spoken teens 6 were written
# as tens, and the teen was 0.2 to 2.4 behind in five of them.
NEAR = 2.5
# The network learnt from old books, too: nobody writes "to-morrow at half-past five" any more.
BOOKISH = re.compile(r"\b(to)-(?=day\b|morrow\b|night\b)|\b(half|quarter)-(?=past\b|to\b|hour\b)", re.I)
# Signs of captions, and letters that no English has: the network writes them where nobody speaks.
FOREIGN = re.compile(r"[^\x20-\x7eÀ-ÿ‘’“”–—…£€]")


@dataclass(frozen=True, eq=False)
class Fork:
    """A place in a text where another token was nearly as likely as the one that was written."""

    behind: float  # how much likelier that one was: a difference of log probabilities
    total: float  # log probability of the text to here, with the other token
    tokens: tuple[int, ...]  # of the text to here, with the other token
    before: Written  # where the decoder stood


@dataclass(frozen=True)
class Attempt:
    """What a window was taken for."""

    text: str
    sureness: float  # mean log probability of its tokens
    good: bool  # it neither went round in circles nor on and on, and is sure, and English
    most: int  # tokens that so much sound may have
    forks: tuple[Fork, ...] = field(default=(), repr=False, compare=False)


class Moonshine:
    """A loaded model; see `models.roles.Recogniser`. Open English, whatever the grammar."""

    def __init__(self, network: Network, tokens: Tokens, partials: bool) -> None:
        self.network, self.tokens, self.partials = network, tokens, partials
        self.owner = Owner()
        self.never = [token for token in tokens.signs if token != END]

    def listen(self, grammar: Grammar | None) -> "MoonshineUtterance":
        return MoonshineUtterance(self)

    def unknown_words(self, words: set[str]) -> set[str]:
        return set()

    def warm(self) -> Generator[str, None, None]:
        utterance = self.listen(None)
        utterance.feed(np.random.default_rng(0).normal(0, 0.1, RATE_HZ).astype(np.float32))
        yield from utterance.transcript_steps()

    def close(self) -> None:
        """Sessions give their memory back when nobody holds them: an open utterance holds this, not them."""
        del self.network

    def read(self, pcm: np.ndarray) -> Generator[str, None, Attempt]:
        """What is said in a window: one step for the encoder, one for each token; each yields the text so far."""
        self.owner.check()
        least = round(LEAST_S * RATE_HZ)
        hidden = self.network.encode(np.pad(pcm, (0, max(0, least - len(pcm)))))
        yield ""
        most = max(1, int(TOKENS_PER_S * len(pcm) / RATE_HZ))
        return (yield from self._write(self.network.begin(hidden), [], 0.0, most))

    def other(self, fork: Fork, most: int) -> Generator[str, None, Attempt]:
        """What it would be if the other token had been written; each step as those of `read`."""
        *tokens, token = fork.tokens
        if token == END:
            return self._attempt(tokens, fork.total, token, most, [])
        yield self.tokens.text(list(fork.tokens))
        return (yield from self._write(self.network.write(fork.before, token), list(fork.tokens), fork.total, most))

    def _write(self, written: Written, tokens: list[int], total: float, most: int) -> Generator[str, None, Attempt]:
        forks: list[Fork] = []
        while True:
            self.owner.check()
            written.scores[self.never] = -np.inf
            likely = written.scores - np.logaddexp.reduce(written.scores)
            token = int(likely.argmax())
            for other in np.flatnonzero(likely > likely[token] - NEAR):
                if self._letters(int(other)) != self._letters(token):
                    behind, so_far = float(likely[token] - likely[other]), total + float(likely[other])
                    forks.append(Fork(behind, so_far, (*tokens, int(other)), written))
            total += float(likely[token])
            if token == END or len(tokens) == most or circling([*tokens, token]):
                return self._attempt(tokens, total, token, most, forks)
            tokens.append(token)
            yield self.tokens.text(tokens)
            written = self.network.write(written, token)

    def _attempt(self, tokens: list[int], total: float, last: int, most: int, forks: list[Fork]) -> Attempt:
        sureness = total / (len(tokens) + 1)
        text = BOOKISH.sub(lambda found: found[1] or f"{found[2]} ", self.tokens.text(tokens))
        good = last == END and sureness >= UNSURE and not FOREIGN.search(text)
        return Attempt(text, sureness, good, most, tuple(forks))

    def _letters(self, token: int) -> str:
        """What tells tokens apart that are more than a sign or a capital letter."""
        return "".join(sign for sign in self.tokens.text([token]).lower() if sign.isalnum())


class MoonshineUtterance:
    """See `models.roles.StepwiseUtterance`."""

    def __init__(self, moonshine: Moonshine) -> None:
        self._moonshine = moonshine
        self._heard: list[np.ndarray] = []
        self._samples = 0
        self._full: list[Attempt] = []  # of the windows that are full
        self._last: tuple[int, Transcript] | None = None  # after so many samples
        self._attempts: list[Attempt] = []  # at that transcript
        self._glance = Glance(self._words, LONGEST_S) if moonshine.partials else None

    def feed(self, pcm: np.ndarray) -> str:
        self._heard.append(np.asarray(pcm, np.float32))
        self._samples += len(pcm)
        return self._glance.feed(self._heard[-1]) if self._glance else ""

    def transcript(self) -> Transcript:
        return whole(self.transcript_steps())

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        if self._last and self._last[0] == self._samples:
            return self._last[1]
        samples, attempts = self._samples, list(self._full)
        self._heard = [np.concatenate([np.zeros(0, np.float32), *self._heard])]
        for window in list(windows(self._heard[0], LONGEST_S))[len(attempts) :]:
            self._full = list(attempts)
            before = _joined(attempts)
            steps = self._moonshine.read(window)
            while True:
                try:
                    text = next(steps)
                except StopIteration as end:
                    attempts.append(end.value)
                    break
                yield f"{before} {text}".strip()
        transcript = _transcript(attempts)
        self._last, self._attempts = (samples, transcript), attempts
        return transcript

    def others_steps(self, most: int) -> Generator[str, None, list[Transcript]]:
        """See `models.roles.Wavering`. Of a turn in several windows there are none."""
        last = self._attempts[-1] if len(self._attempts) == 1 else None
        others: dict[str, Transcript] = {}
        waiting = [(fork.behind, fork) for fork in last.forks] if last else []
        for _ in range(most):
            if not waiting:
                break
            behind, fork = waiting.pop(min(range(len(waiting)), key=lambda at: waiting[at][0]))
            other = yield from self._moonshine.other(fork, last.most if last else 0)
            waiting += [(behind + each.behind, each) for each in other.forks]
            if last and _bare(other.text) != _bare(last.text):
                others.setdefault(_bare(other.text), _transcript([other]))
        return sorted((each for each in others.values() if each.accepted), key=lambda each: -each.score)

    def close(self) -> None:
        self._heard, self._full = [], []
        self._samples, self._last, self._attempts = 0, None, []

    def _words(self, window: np.ndarray) -> Generator[str, None, str]:
        return (yield from self._moonshine.read(window)).text


def load(folder: Path, partials: bool = True) -> Moonshine:
    """The model in `folder`: encoder_model.ort, decoder_model_merged.ort, tokenizer.bin, as Moonshine publishes them.

    `partials`: words while one speaks, which cost a tenth of a core; False where nobody looks at them: it hears what
    is known to be over. Raises EngineError.
    """
    tokens = read_tokens(folder / "tokenizer.bin")
    loaded = network.load(folder)
    if len(tokens) != loaded.vocabulary:
        raise EngineError(
            f"The recogniser in {folder} has {loaded.vocabulary} tokens and names {len(tokens)}; "
            "fetch it again with `localvoice pull`."
        )
    return Moonshine(loaded, tokens, partials)


def _bare(text: str) -> str:
    """The words, without signs."""
    return "".join(sign for sign in text.lower() if sign.isalnum() or sign == " ")


def _joined(attempts: list[Attempt]) -> str:
    return " ".join(attempt.text for attempt in attempts if attempt.text)


def _transcript(attempts: list[Attempt]) -> Transcript:
    """Windows in which nobody speaks do not count."""
    spoken = [attempt for attempt in attempts if attempt.text]
    text = _joined(spoken)
    sureness = min((attempt.sureness for attempt in spoken), default=-np.inf)
    return Transcript(text, bool(text) and all(one.good for one in spoken), float(sureness), "en" if text else "")
