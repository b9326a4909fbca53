"""Who interprets? The profile's recogniser, language model and voice, where the persona translates, in `talk` alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from localvoice.app.engine import Engine
from localvoice.app.person import tools
from localvoice.app.profile import family
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.open import is_file
from localvoice.dialogue.interpreted import Interpreted
from localvoice.dialogue.session import Tell
from localvoice.errors import BadInput
from localvoice.events import FRAME_S
from localvoice.hearing.tone_told import heeded
from localvoice.models.roles import Expected, Preparing
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen
from localvoice.tools.persona import persona
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.interpreting.interpreter import Interpreter
from localvoice.understanding.interpreting.pair import Pair
from localvoice.understanding.interpreting.translator import Translator
from localvoice.understanding.language import NAMES, plain
from localvoice.understanding.listening import Listener
from localvoice.understanding.mouth import Mouth

SUITED = "multilingual"  # the profile that has all of it
UNSUITED = (
    "Translating takes a language model and a recogniser of open speech, and the profile {profile} has {has}: fetch "
    f"them once by `localvoice pull {SUITED}`, then add --profile {SUITED}."
)
AT_ONCE = round(0.5 / FRAME_S)  # frames that are heard in one step: nobody waits for each of them


@dataclass(frozen=True, eq=False)
class InterpreterClient:
    """As `Client`, for who interprets."""

    engine: Engine
    settings: Settings
    toolbox: Toolbox
    mind: Interpreter
    pair: Pair

    @property
    def rate_hz(self) -> int:
        return self.mind.rate_hz

    def session(
        self, loudspeaker: Loudspeaker, tell: Tell, offer: Callable[[], str] = str, news: Callable[[], str] = str
    ) -> Interpreted:
        """Interprets for everybody who is heard; there is nothing to offer."""
        tones, live = heeded(self.settings.tone), partial(self.engine.live, self)
        greets = not is_file(self.settings.mic)
        return Interpreted(self.mind, self.pair, loudspeaker, self.engine.clock, tell, live, tones, greets)


def interprets(settings: Settings) -> bool:
    """Does the persona? Raises BadInput."""
    return bool(persona(settings.persona).translate)


def refuse_duplex(settings: Settings, data: Path) -> None:
    """Of models that hear and speak at once one translates, and one way alone. Raises BadInput for what it cannot."""
    known = chosen(settings, data)
    source, *into = known.models[known.profile(settings.profile).duplex].languages
    between = pair(settings)
    if not into:
        has = "a model that hears and speaks at once, and does not translate"
        raise BadInput(UNSUITED.format(profile=settings.profile, has=has))
    if between.into != into[0] or between.other not in ("", source):
        raise BadInput(
            f"The profile {settings.profile} translates from {NAMES[source]} into {NAMES[into[0]]} alone: for others "
            f"take --profile {SUITED}."
        )


def pair(settings: Settings) -> Pair:
    """The languages that the settings and the persona name. Raises BadInput."""
    into = plain(settings.translate_to or persona(settings.persona).translate)
    named = [plain(tag) for tag in settings.language.split(",") if tag.strip()]
    if strange := [tag for tag in (into, *named) if tag not in NAMES]:
        raise BadInput(f"There is no language {strange[0]!r} to translate; choose among {', '.join(sorted(NAMES))}.")
    others = [tag for tag in named if tag != into]
    if len(others) > 1 or (named and not others):
        raise BadInput(
            f"One goes from one language into another: name one that is not {NAMES[into]}, or leave the recogniser to "
            "find out."
        )
    return Pair(into, others[0], given=True) if others else Pair(into)


@asynccontextmanager
async def interpreter(engine: Engine, settings: Settings) -> AsyncIterator[InterpreterClient]:
    """Warm. Raises BadInput where the profile cannot, StoreError, EngineError."""
    between = pair(settings)
    if not engine.has("lm") or engine.plain():
        has = "a tiny one of its own only, that knows orders" if engine.has("lm") else "none"
        raise BadInput(UNSUITED.format(profile=settings.profile, has=has))
    with tools(settings, engine.data, engine.tell) as toolbox:
        async with engine.recogniser() as recogniser, engine.voice(settings.voice) as own:
            if isinstance(recogniser, Preparing):
                has = "a recogniser that follows the skills' own sentences"
                raise BadInput(UNSUITED.format(profile=settings.profile, has=has))
            lm = await engine.lm()
            assert lm
            if not engine.takes_tools():
                engine.tell("This language model is small: do not trust its translations.")
            voice = await engine.lane.call("load espeak", lambda: family("second_voice").SecondVoice(own))
            lane, clock, costs = engine.lane, engine.clock, engine.costs
            world = toolbox.world
            expected = Expected(spoken=between.both if between.other else frozenset(NAMES))
            listener = Listener(
                lane, clock, recogniser, lambda more: None, costs, lambda: expected, toolbox.written, AT_ONCE
            )
            mouth = Mouth(lane, clock, voice, costs, world, engine.tell)
            translator = Translator(lane, lm, lambda: [name.written for name in world.names.names.all])
            mind = Interpreter(lane, listener, translator, mouth, voice, world)
            for language in between.both:
                if not mind.speaks(language):
                    raise BadInput(f"No voice here speaks {NAMES[language]}: translate into another language.")
            ready = InterpreterClient(engine, settings, toolbox, mind, between)
            try:
                yield ready
            finally:
                engine.live(ready, False)
