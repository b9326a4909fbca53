"""What does somebody say to another program? One turn's frames, recognised while they come and asked for at pauses.

At a pause that may be the last the words are asked for; when the person goes on, the same utterance is, with more.
"""

from collections.abc import Callable
from contextlib import suppress

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectSendStream

from localvoice.errors import sentence, ungrouped
from localvoice.events import FRAME_S, Frame
from localvoice.understanding.ears import Ears, Utterance


class Turn:
    """`known` is called whenever its words are known, or nobody will know them; `partly` when there are more."""

    def __init__(
        self,
        ears: Ears,
        frames: list[Frame],
        tasks: TaskGroup,
        now_s: float,
        known: Callable[["Turn"], None],
        partly: Callable[["Turn"], None],
        before: "Turn | None" = None,
    ) -> None:
        """`before`: the turn before it, which is over; its words are recognised first."""
        self.frames = frames
        self.since_s = now_s  # when it was noticed
        self.words = ""  # so far
        self.utterance: Utterance | None = None  # what was said, if that was all
        self.failed = ""  # one sentence why nobody will know
        self.item_id = ""  # the program's name for it, once it is over
        self.over_s: float | None = None  # when it was
        self.told = False  # the program knows that it is over
        self._ears = ears
        self._tasks = tasks
        self._known = known
        self._partly = partly
        self._before = before.ended if before and not before.settled else None
        self.ended = anyio.Event()  # its words are known and will not change, or nobody wants them
        self._scope = anyio.CancelScope()
        self._heard: MemoryObjectSendStream[Frame] | None = None
        self.go_on()

    @property
    def seconds(self) -> float:
        return len(self.frames) * FRAME_S

    @property
    def settled(self) -> bool:
        """Are the words known, or known to be lost?"""
        return self.utterance is not None or bool(self.failed)

    def hear(self, frame: Frame) -> None:
        self.frames.append(frame)
        if self._heard:
            with suppress(anyio.BrokenResourceError):  # it has failed, and said so
                self._heard.send_nowait(frame)

    def pause(self) -> None:
        """Perhaps that was all: what was it?"""
        if self._heard:
            self._heard.close()
            self._heard = None

    def go_on(self) -> None:
        """It was not all."""
        self._scope.cancel()
        self.pause()
        self.utterance, self.failed = None, ""
        self._heard, receive = anyio.create_memory_object_stream[Frame](float("inf"))
        for frame in self.frames:
            self._heard.send_nowait(frame)
        self._scope = scope = anyio.CancelScope()

        async def recognise() -> None:
            with receive, scope:
                await self._recognise(receive)

        self._tasks.start_soon(recognise)

    def lose(self, why: str) -> None:
        """Its words are not waited for any longer."""
        self.drop()
        self.failed = why
        self._known(self)

    def drop(self) -> None:
        """Nobody wants it."""
        self._scope.cancel()
        self.pause()
        self.end()

    def end(self) -> None:
        """Nothing more is said in it, and its words are known or lost: the next one can be recognised."""
        if not self.ended.is_set():
            self.ended.set()
            self._ears.forget()

    async def _recognise(self, frames: anyio.abc.ObjectReceiveStream[Frame]) -> None:
        try:
            if self._before:
                await self._before.wait()
            with ungrouped():
                self.utterance = await self._ears.hear(aiter(frames), self._more)
        except Exception as error:  # one turn ends here; its program is told, and the session goes on
            self.failed = sentence(error, "Recognising")
        self._known(self)

    def _more(self, words: str) -> None:
        self.words = words
        self._partly(self)
