"""Which tokens does a text become? What is as it was last time, up to a control token, is not made into tokens again.

Control tokens are found before all others, and what stands before one and what begins with it do not touch each other
(AddedVocabulary in huggingface/tokenizers: leftmost, then longest). So a text may be taken up again at each of them
that was found last time, if nothing has changed before it, nor after it as far as the longest of them could reach.
"""

from typing import Any

from localvoice.models.lm.context import common


class Tokens:
    """One tokenizer, mlx-lm's wrapper, for texts that begin alike; its special tokens, and none more, come from text.

    A tokenizer that does not do as said above is given every text whole.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer, self._fast = tokenizer, getattr(tokenizer, "backend_tokenizer", None)
        added = tokenizer.added_tokens_decoder
        self._controls = {number: token.content for number, token in added.items() if token.special and _plain(token)}
        self._reach = max((len(token.content) for token in added.values()), default=0)
        self._text, self._ids = "", list[int]()
        self._joints = list[tuple[int, int]]()  # the character and the token at which a control token begins

    def __call__(self, text: str) -> list[int]:
        if not self._text and not self._separable(text):
            self._fast = None
        if self._fast is None:
            return self._tokenizer.encode(text, add_special_tokens=False)
        same = common(self._text, text)
        usable = [joint for joint in self._joints if joint[0] + self._reach <= same]
        begin, count = usable.pop() if usable else (0, 0)
        made, joints = self._made(text[begin:])
        self._text, self._ids = text, self._ids[:count] + made
        self._joints = usable + [(begin + character, count + token) for character, token in joints]
        return list(self._ids)

    def _made(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Tokens, and where the control tokens that are written out begin: one may also stand for what is unknown."""
        assert self._fast is not None
        made = self._fast.encode(text, add_special_tokens=False)
        ids, spans = made.ids, made.offsets  # each makes a list
        begins = [(a, at) for at, (a, b) in enumerate(spans) if text[a:b] == self._controls.get(ids[at])]
        return ids, begins

    def _separable(self, text: str) -> bool:
        """Is this text, and what of it begins with its last control token, made into the same tokens?"""
        whole = self._tokenizer.encode(text, add_special_tokens=False)
        if self._fast is None:
            return False
        ids, joints = self._made(text)
        character, token = joints[-1] if joints else (0, 0)
        return whole == ids == ids[:token] + self._made(text[character:])[0]


def _plain(token: Any) -> bool:
    """Found in the text as it is, and only itself."""
    loose = token.normalized or token.lstrip or token.rstrip or token.single_word
    return not loose and token.content == token.content.strip()
