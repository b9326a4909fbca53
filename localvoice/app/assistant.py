"""Who talks and listens at this computer? An assistant that opens the sound when a key, a word, a voice, a text or a
timer wants it, and is quiet otherwise.

Between spells (`app.spell`) the microphone is closed (`press`), or only looked at for a voice (`always`) or the word
(`wake`); what is said while models are loaded again waits, and is heard later. What was said outlives spells, models
and, on disk, the process.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, cast

import anyio
import anyio.to_thread

from localvoice import wall
from localvoice.app.conversation import Client, client
from localvoice.app.ears import Ears, Hear, ears, hearing
from localvoice.app.keeping import Keeping
from localvoice.app.person import tools
from localvoice.app.spell import Spell, sign
from localvoice.app.wanted import Wanted
from localvoice.audio.echo.canceller import Aec
from localvoice.audio.files import NOWHERE
from localvoice.dialogue.shown import Failed, Notice, Shown, State
from localvoice.engine.schedule import slow_steps
from localvoice.errors import BadInput, DeviceError, EngineError, LocalvoiceError, StoreError, sentence, ungrouped
from localvoice.events import FRAME_S, Frame
from localvoice.hearing.apart.child import Child, Spare
from localvoice.hearing.apart.wire import Order
from localvoice.hearing.turns import Event, Floor, Rules, Turns, hear
from localvoice.hearing.wake import WORDS, Listener, load
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.tools import due as ringing
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn
from localvoice.traces.journal import Journal
from localvoice.wording.phrases import speak_phrases

if TYPE_CHECKING:
    from localvoice.app.resident import House

TRACE = "trace"  # in the data folder: the journal's folder
RECENT_S = 1.0  # of the microphone, kept in memory while it is only looked at; the first word begins in it
POLL_S = 0.5  # how often timers are looked at while nobody talks
SIGN_S = 0.4  # until the sign that it listens, which sounds as soon as the sound is open, and its echo have gone
RETRY_S = 5.0  # until a sound that cannot be opened is tried again
ENDING = "The localvoice that runs is ending: start it again with localvoice start."


class Assistant:
    """`live` runs it; everything else is called from other tasks of the same loop."""

    def __init__(
        self,
        house: "House",
        hear: Hear | None = None,
        wake: Callable[[Sequence[str]], Listener] = load,
    ) -> None:
        """`hear` opens the sound in place of real devices, `wake` makes who waits for words."""
        self._spare = None if hear else Spare()
        self._hear = hear or partial(hearing, start=self._spare or Child)
        self._house, self._wake = house, wake
        self.wanted = Wanted(house.settings.listen)
        self.state = "starting"
        self.trouble = ""  # why it cannot listen or speak, in one sentence
        self._failed: set[str] = set()  # sentences that were told since all was well
        self.ended = anyio.Event()
        self._word: Listener | None = None  # made when it is wanted
        self._rate_hz = 0  # of the voice; 0: not known yet
        self._microphone = False  # was it to be opened the last time?
        self._open = False  # is it?
        self._deaf_until_s = 0.0  # where the sound could not be opened to listen; it speaks meanwhile
        self._spell: Spell | None = None
        self._client: Client | None = None
        self._client_ends = AsyncExitStack()
        self._steps = wall.Steps()
        self._toolbox: Toolbox | None = None
        self._past = Conversations(house.data / CONVERSATIONS, house.tell)
        self._keeping = Keeping(self._past, self._private)

    def status(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "listen": self.wanted.mode,
            "muted": self.wanted.muted,
            "microphone_open": self._open,
            "talks_attached": len(self.wanted.attached),
            "trouble": self.trouble,
        }

    async def say(self, text: str) -> float:
        """Say it after what is being said; returns how many seconds that took. Raises BadInput, DeviceError, …"""
        if next(iter(speak_phrases(text)), None) is None:
            raise BadInput("There is nothing in this text that the voice can say: look at the text.")
        wish = self.wanted.say(text)
        try:
            await wish.wait()
        except anyio.get_cancelled_exc_class():
            if not self.wanted.withdraw(wish) and wish is self.wanted.saying:
                self.skip()
            raise
        return wish.seconds

    async def press(self) -> None:
        """Listen now, or take a turn's end from the key. Returns when it listens. Raises BadInput, DeviceError."""
        if self.wanted.muted:
            raise BadInput("The microphone is muted: unmute it first.")
        spell = self._spell
        if spell and (self.wanted.mode == "keys" or spell.session.floor is Floor.USER):
            spell.session.press()
            return
        if spell:
            spell.session.hush()
        await self.wanted.press().wait()

    def mute(self, muted: bool) -> None:
        """Close the microphone, or let it be open again as before."""
        if muted != self.wanted.muted:
            self.wanted.muted = muted
            self._house.tell("The microphone is muted." if muted else "The microphone is no longer muted.")
            self.wanted.change()

    def skip(self) -> None:
        """End what is being said."""
        if self._spell:
            self._spell.session.hush()

    def stop(self) -> None:
        """End everything that is said or was to be, and listening."""
        self.wanted.drop_texts()
        self.wanted.released = self._spell is not None
        self.skip()

    @contextmanager
    def attached(self, keys: bool) -> Iterator[None]:
        """Somebody talks at a terminal meanwhile: it listens all the time, or by `press` alone."""
        try:
            with self.wanted.attach(keys):
                self._by_key()
                if self._toolbox and not self._spell and (greeting := self._toolbox.persona.greeting):
                    self.wanted.say(greeting)
                yield
        finally:
            self._by_key()

    def _by_key(self) -> None:
        if self._spell:
            self._spell.session.push_to_talk = self.wanted.mode == "keys"

    def end(self) -> None:
        """Let the sentence that is begun end, and be done; `ended` tells when."""
        self.wanted.ending = True
        self.wanted.change()

    async def let_go(self) -> None:
        """Hold no model any more; called when nobody is listened to or spoken to."""
        ends, self._client_ends, self._client = self._client_ends, AsyncExitStack(), None
        await ends.aclose()

    async def live(self) -> None:
        """Until `end`, or until it is cancelled."""
        try:
            house = self._house
            with (
                ExitStack() as ends,
                self._past,
                tools(
                    house.settings, house.data, house.tell, offered=house.offered, engine=house.engine
                ) as self._toolbox,
            ):
                ends.enter_context(house.opened(self._toolbox))
                self._past.settle()
                await self._try(self._begin)
                while not self.wanted.ending:
                    await self._try(self._once)
        finally:
            self.wanted.refuse(StoreError(ENDING))
            with anyio.CancelScope(shield=True):
                await self.let_go()
                if self._spare:
                    await anyio.to_thread.run_sync(self._spare.close)
            self.ended.set()

    async def _try(self, work: Callable[[], Awaitable[None]]) -> None:
        """What fails is told once, and to those who wait for it; then it is tried again later, or when it is wanted."""
        try:
            with ungrouped():
                await work()
        except Exception as error:  # a spell ends here, and must not take the whole process with it
            why = error if isinstance(error, LocalvoiceError) else EngineError(sentence(error, "The assistant"))
            if str(why) not in self._failed:
                self._house.show(Failed(str(why)))
            self.trouble = str(why)
            self._failed.add(self.trouble)
            if isinstance(why, DeviceError) and self._microphone:
                self.wanted.deafened(why)
                self._deaf_until_s = self._house.clock.now_s() + RETRY_S
                return
            self.wanted.refuse(why)
            changed = self.wanted.changed
            with anyio.move_on_after(RETRY_S):
                await changed.wait()

    async def _begin(self) -> None:
        """Be warm before anybody speaks."""
        async with self._house.awake():
            self._rate_hz = (await self._ready()).rate_hz

    async def _ready(self) -> Client:
        """The person here, with models that are warm; while somebody holds the engine awake."""
        if self._client is None:
            made = client(
                self._house.engine,
                self._house.settings,
                toolbox=self._toolbox,
                steps=self._steps,
                past=self._past.turns(),
            )
            self._client = await self._client_ends.enter_async_context(made)
        return self._client

    async def _once(self) -> None:
        """Open the sound when it is wanted, for one spell or for as long as the microphone stays open."""
        wanted, mine = self.wanted, self._house.settings
        if not self._rate_hz:
            await self._begin()
        if not wanted.listens:
            self._show_state("waiting")
            if self._spare:
                await anyio.to_thread.run_sync(self._spare.renew)
            await self._wait()
            if wanted.ending or wanted.listens:
                return
        microphone = not wanted.muted and (wanted.listens or bool(wanted.presses))
        aec = cast(Aec, mine.aec if microphone else "off")
        order = Order(
            mine.mic if microphone else NOWHERE,
            mine.speaker,
            self._rate_hz,
            aec,
            sign_s=SIGN_S if wanted.presses else 0.0,
        )
        self._microphone = microphone
        async with ears(order, microphone, self._house.tell, self._house.clock, self._hear) as open_:
            self._open = microphone
            if microphone or not self.wanted.deaf:
                self.trouble = ""
                self._failed.clear()
            if microphone:
                self.wanted.deaf = False
            try:
                await self._use(open_)
            finally:
                self._open = False

    async def _use(self, open_: Ears) -> None:
        if not self.wanted.listens:
            await self._talk(open_, [])
            return
        while self.wanted.listens and open_.microphone:
            recent = await self._look(open_)
            if recent is None:
                return
            await self._talk(open_, recent)

    async def _wait(self) -> None:
        """Until something is to be heard or said, with the sound closed."""
        wanted = self.wanted
        while not (wanted.ending or wanted.listens or wanted.presses or wanted.says or self._rings()):
            if wanted.deaf and self._house.clock.now_s() >= self._deaf_until_s:
                wanted.deaf = False
                return
            changed = wanted.changed
            with anyio.move_on_after(POLL_S):
                await changed.wait()

    def _rings(self) -> bool:
        """Does a timer wait to be heard?"""
        assert self._toolbox
        shelf = self._toolbox.world.shelf
        if step := self._steps.since():
            ringing.go_with(shelf, step)
        due = ringing.next_due(shelf)
        return due is not None and due <= wall.now()

    async def _look(self, open_: Ears) -> list[Frame] | None:
        """Wait, with the microphone open, for a voice, the word, or something to say: the frames that belong to it.

        None: it is not to be open any more.
        """
        wanted, mode = self.wanted, self.wanted.mode
        self._show_state("waiting" if mode == "wake" else "listening")
        recent: deque[Frame] = deque(maxlen=round(RECENT_S / FRAME_S))
        word = self._waits_for_word(mode)
        turns, looked_s = Turns(), -inf
        async for frame in open_.frames:
            if not wanted.listens or wanted.mode != mode:
                return None if not wanted.listens else []
            recent.append(frame)
            turns, event = hear(turns, frame.voice, FRAME_S, Rules())
            if mode == "keys" or (mode == "always" and event is Event.SPEECH_STARTED):
                return list(recent)
            if word and (called := word.hear(frame.pcm)):
                wanted.press()
                return [kept for kept in recent if kept.start_s >= frame.end_s - WORDS[called].behind_s]
            if wanted.presses or wanted.says:
                return []
            if frame.end_s >= looked_s + POLL_S:
                looked_s = frame.end_s
                if self._rings():
                    return []
        wanted.heard_out = True
        return None

    def _waits_for_word(self, mode: str) -> Listener | None:
        """The same one all the time, for it remembers what it heard."""
        if mode == "wake" and self._word is None:
            self._word = self._wake([self._house.settings.wake_word])
        return self._word if mode == "wake" else None

    async def _talk(self, open_: Ears, recent: list[Frame]) -> None:
        """One spell. Frames wait while its models are loaded."""
        if by_key := bool(self.wanted.presses):
            self._house.show(Notice("It listens."))
            if not recent:
                open_.loudspeaker.write(sign(self._rate_hz))
        spell: Spell | None = None
        async with self._house.awake(lambda: spell.quiet_s if spell else 0.0) as engine:
            ready = await self._ready()
            journal = Journal(self._house.data / TRACE, self._house.tell)
            with journal, engine.watched(journal.step, slow_steps(journal.notice)):
                word, keep = self._waits_for_word(self.wanted.mode), partial(self._keep, journal)
                spell = Spell(self.wanted, self._house.settings, open_, ready, keep, word)
                if by_key:
                    (spell.begun_by_word if recent else spell.begun_by_key)()
                self.wanted.listened_to()
                self._spell = spell
                try:
                    await spell.run(recent)
                finally:
                    self._spell = None
                    self.wanted.said()

    def _keep(self, journal: Journal, told: Shown) -> None:
        """Put on disk what is worth it, tell those who wait for it, and show it."""
        match told:
            case State(name):
                self.state = name
                if name == "listening":
                    self.wanted.said()  # where there was nothing to say it has no turn
            case Turn(unasked=True):
                self.wanted.said(round((told.said_end_s or 0.0) - (told.first_audio_s or 0.0), 3))
        self._house.show(self._keeping.take(told, journal))

    def _private(self, intent: str) -> bool:
        return self._toolbox is not None and self._toolbox.private(intent)

    def _show_state(self, name: str) -> None:
        if name != self.state:
            self.state = name
            self._house.show(State(name))
