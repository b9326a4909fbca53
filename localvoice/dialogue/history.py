"""What was really heard of an answer? Words are counted by the samples that left the loudspeaker."""

from dataclasses import dataclass, field

from localvoice.events import Speech, Word


@dataclass
class Spoken:
    """One phrase on its way through the loudspeaker."""

    text: str  # as written
    spoken: str  # as said
    start: int  # index of its first sample in the stream of played samples
    samples: int = 0  # how many were handed to the loudspeaker so far
    words: list[Word] = field(default_factory=list)

    def add(self, piece: Speech) -> None:
        self.samples += len(piece.pcm)
        self.words += piece.words


def heard(phrases: list[Spoken], played: int, complete: bool) -> str:
    """The text that had been heard when `played` samples were out.

    A phrase that came out whole counts as written; one that was cut counts as said, up to its last whole word.
    `complete`: the last phrase got all the sound it will get (it is not still being made).
    """
    parts = []
    for phrase in phrases:
        whole = complete or phrase is not phrases[-1]
        out = played - phrase.start
        if whole and out >= phrase.samples:
            parts.append(phrase.text)
        elif out > 0:
            ends = [word.sample for word in phrase.words[1:]] + [phrase.samples + (not whole)]
            kept = [word.end for word, end in zip(phrase.words, ends, strict=False) if end <= out]
            parts.append(phrase.spoken[: max(kept, default=0)])
    return " ".join(part for part in parts if part)
