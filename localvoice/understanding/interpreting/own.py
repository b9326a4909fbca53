"""Is that the interpreter's own voice, which came back through the room? First of all it never interprets itself.

The canceller removes most of it; what is left may be words, in the language that we speak. So an utterance that was
heard only while we spoke, and has nothing but words that we said lately, is nobody's.
"""

from collections import deque

from localvoice.understanding.interpreting.tongues import plain_words

KEPT = 6  # translations that are remembered
BESIDE, SAME = 0.8, 0.7  # share of the utterance while we spoke; of its words that were ours
FEW = 2  # words that anybody may say


class Own:
    def __init__(self) -> None:
        self._said: deque[tuple[str, set[str]]] = deque(maxlen=KEPT)

    def say(self, text: str, language: str) -> None:
        """We say this from now on."""
        self._said.append((language, set(plain_words(text))))

    def repeats(self, text: str, language: str, beside: float) -> bool:
        """`beside`: the share of it that was heard while we spoke."""
        words = plain_words(text)
        if beside < BESIDE or len(words) < FEW:
            return False
        ours = {word for spoken, said in self._said if spoken == language for word in said}
        return sum(word in ours for word in words) / len(words) >= SAME
