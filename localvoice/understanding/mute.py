"""A mouth where nobody listens: its phrases are told without their sound, so nothing of a voice is loaded."""

from localvoice.events import Manner, Note, Speech
from localvoice.understanding.mind import Out, Saying
from localvoice.wording.phrase import Phrase

NOTHING = Note()


class Mute:
    """What `mouth.Mouth` does, without a voice."""

    rate_hz = 1

    def manner(self, language: str, note: Note = NOTHING) -> Manner:
        return Manner(language=language)

    def phrases(self, text: str, language: str, note: Note = NOTHING) -> list[Phrase]:
        """As one piece, since it is read."""
        return [Phrase(text, text, language)] if text else []

    async def say(self, phrase: Phrase, manner: Manner, out: Out) -> None:
        out.tell(Saying(phrase.text, phrase.spoken))

    def acknowledgement(self, manner: Manner) -> list[Speech]:
        return []

    def settle(self) -> None:
        pass
