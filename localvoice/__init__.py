"""A voice assistant that answers like a person, on a laptop, offline; and the few names that other programs may use.

    async with Engine(Settings(), data) as engine, client(engine, Settings()) as person:
        await person.session(loudspeaker, tell).run(frames)

They are loaded when they are first asked for: `import localvoice` alone costs nothing. The rest may change any day.

What words mean here, one meaning each:

    frame         32 ms of the microphone, echo removed, with the probability that it holds speech
    reference     what the loudspeaker played meanwhile; the echo canceller subtracts it
    floor         who may speak now; a turn is what one speaks while they have it
    endpointing   finding the end of a turn; the gate says how much silence it takes
    utterance     a turn's sound in a recogniser; a transcript is the words it makes of it
    exchange      one turn of a mind: what was said, what it is answered, what is undone if it goes on
    reply         an exchange on its way to the loudspeaker: prepared, committed, held, cut
    barge-in      the person speaks into an answer; a backchannel ("mm-hm") is none
    said, heard   of an answer: what was given to the loudspeaker, and what of that has sounded
    phrase        the piece of an answer that is synthesised at once
    mind          what answers: the cascade (recognise, think, say), or one model that hears
    skill         sentences and what to do about them; an intent is one such thing, a slot a part of its sentence
    tool          anything that can be done, a skill's intent or somebody else's; its deed is what it changes
    reflex        a skill's answer without a language model
    persona       name, prompt, greeting and skills: who speaks
    profile       which models; a family is the code that runs a kind of model, a role what it is there for
    lane          the one thread of the models; a job there is a generator, a step one `next` of it
    budget        how long an answer may take; a rung is what is given up to keep it
    card          real sound hardware; a sound is any microphone with its loudspeaker, a file or a simulated room too
    engine        what a process has; a client is what one person has of it
    house         a process that stays: its engine, which sleeps unused, the assistant here, and whom else it serves
    spell         how long that assistant is talked with: from a key, the word or a voice on, until it is quiet
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localvoice.app.conversation import Client, client
    from localvoice.app.engine import Engine
    from localvoice.dialogue.session import Conversation, Failed, State
    from localvoice.errors import LocalvoiceError
    from localvoice.events import Frame, Speech
    from localvoice.settings import Settings
    from localvoice.trace import Turn
    from localvoice.understanding.mind import Partial, Planned, Saying, Understood

__version__ = "0.1.0"

_PLACES = {
    "Client": "app.conversation",
    "Conversation": "dialogue.session",
    "Engine": "app.engine",
    "LocalvoiceError": "errors",
    "Settings": "settings",
    "client": "app.conversation",
    # what a session takes and tells
    "Failed": "dialogue.session",
    "Frame": "events",
    "Partial": "understanding.mind",
    "Planned": "understanding.mind",
    "Saying": "understanding.mind",
    "Speech": "events",
    "State": "dialogue.session",
    "Turn": "trace",
    "Understood": "understanding.mind",
}

__all__ = [
    "Client",
    "Conversation",
    "Engine",
    "Failed",
    "Frame",
    "LocalvoiceError",
    "Partial",
    "Planned",
    "Saying",
    "Settings",
    "Speech",
    "State",
    "Turn",
    "Understood",
    "client",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'localvoice' has no attribute {name!r}")
    return getattr(import_module(f"localvoice.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
