"""Typed sentences, answered as the conversation would answer them: by the skills, else by a language model.

Nothing is heard and nothing is said aloud, so neither a recogniser nor a voice is needed; the language model is asked
for only when no skill explains a sentence, and is then told what was said before.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.mind import Understood

if TYPE_CHECKING:
    from localvoice.understanding.thinking import Thinker
    from localvoice.wording.phrases import Phrase


class Written:
    """One typed conversation. `think` gives the one who thinks for it; None where the profile has no such model."""

    def __init__(self, toolbox: Toolbox, think: Callable[[], Awaitable["Thinker | None"]]) -> None:
        self._toolbox, self._think = toolbox, think
        self._thinker: Thinker | None = None
        self._past: list[tuple[str, str]] = []  # said and answered, which it does not know of yet

    async def ask(self, text: str) -> Understood:
        """Answer a sentence; what a skill does is really done. Raises StoreError, EngineError, BadInput."""
        call = self._toolbox.match(text)
        if call is None and (thinker := await self._thinking()):
            phrases: list[Phrase] = []
            await thinker.answer(text, lambda: 0.0, phrases.append)
            return Understood(text, True, answer=" ".join(phrase.text for phrase in phrases))
        answer = await self._toolbox.run(call) if call else self._toolbox.unknown()
        if answer.text and call:
            self._past.append((text, answer.text))
        return Understood(text, call is not None, call.intent if call else "", answer.text)

    async def _thinking(self) -> "Thinker | None":
        self._thinker = self._thinker or await self._think()
        if self._thinker:
            for said, answered in self._past:
                self._thinker.note(said, answered)
            self._past.clear()
        return self._thinker
