"""Between a protocol and a session: orders become what is done, what is found out becomes reports. It never waits."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from localvoice.app.diary import Diary
from localvoice.app.served import UNCALLED, Asked, Detection, Finished, Picture, Place, Programs, Rules, Served, Wish
from localvoice.daemon.web.entries import entries, must_call, tools
from localvoice.daemon.web.orders import Orders
from localvoice.errors import BadInput
from localvoice.realtime import words
from localvoice.realtime.protocol import Protocol
from localvoice.realtime.sound import ms

HYSTERESIS = 0.15  # a frame counts as silence so much below the probability at which it counts as voice: silero's own
SHORTEST_S = 0.1  # of silence that ends a turn: three frames, as the words are asked for after so many


class Hosted:
    """One session. `send` gets each event; `now_s`: a clock. See `dialogue.served_answer.Reports`."""

    def __init__(
        self,
        protocol: Protocol,
        programs: Programs,
        now_s: Callable[[], float],
        send: Callable[[dict[str, Any]], None],
        diary: Diary | None = None,
    ) -> None:
        """`diary`: of the person's own conversation."""
        self._protocol = protocol
        self._programs = programs
        self._now_s = now_s
        self._send = send
        self._served: Served
        self._diary = diary
        self._items: tuple[words.Item, ...] = ()
        self._orders = Orders[words.Order](self._do)
        self._noted: set[str] = set()  # what the log was told
        self._pictures: dict[words.Image, Picture] = {}  # of the items that there are

    def open(self, served: Served) -> None:
        """The client is there."""
        self._served = served
        self._orders.carry_out(self._protocol.opened(self._now_s()))

    async def receive(self, message: str | bytes) -> None:
        """One message of the client's."""
        orders = self._protocol.receive(message, self._now_s())
        await self._open_pictures(orders)
        self._orders.carry_out([order for order in orders if not isinstance(order, words.Hear)])
        for order in orders:
            if isinstance(order, words.Hear):
                await self._served.hear(order.sound)

    async def _open_pictures(self, orders: Sequence[words.Order]) -> None:
        """Those that came in with these, beside the loop."""
        for order in orders:
            for image in _images(order):
                if image not in self._pictures:
                    self._pictures[image] = await self._programs.picture(image.data, self._note)

    def tick(self) -> None:
        """Time has passed."""
        self._served.tick()
        if self._diary:
            self._diary.tick()
        due_s = self._protocol.due_s
        if due_s is not None and self._now_s() >= due_s:
            self._orders.carry_out(self._protocol.tick(self._now_s()))

    def speech_started(self, at_ms: int) -> None:
        self._report(words.SpeechStarted(at_ms))

    def speech_stopped(self, at_ms: int) -> None:
        self._report(words.SpeechStopped(at_ms))

    def turn_over(self, at_ms: int) -> None:
        if self._diary:
            began_s, ended_s = self._served.speech_ago_s
            self._diary.spoken(self._now_s() - began_s, self._now_s() - ended_s)
        self._report(words.TurnOver(at_ms))

    def heard(self, item_id: str, text: str, language: str, seconds: float) -> None:
        self._report(words.Heard(item_id, text, language, seconds))

    def hearing_failed(self, item_id: str, why: str) -> None:
        self._report(words.HearingFailed(item_id, why))

    def phrase(self, response_id: str, text: str) -> None:
        if self._diary:
            self._diary.phrase(response_id, text)
        self._report(words.Phrase(response_id, text))

    def sound(self, response_id: str, sound: bytes, places: tuple[Place, ...]) -> None:
        if self._diary:
            self._diary.sound(response_id, ms(len(sound), self._protocol.session.spoken_as) / 1000, places)
        told = tuple(words.Word(start, at_ms) for start, at_ms in places)
        self._report(words.Sound(response_id, sound, told))

    def called(self, response_id: str, name: str, arguments: str) -> None:
        self._report(words.Called(response_id, name, arguments))

    def answered(self, response_id: str, reason: Literal["done", "length"], finished: Finished) -> None:
        if self._diary:
            self._diary.answered(response_id)
        counts = finished.prompt, finished.tokens, finished.kept
        self._report(words.Answered(response_id, reason, *counts))

    def rings(self, text: str) -> None:
        self._report(words.Rings(text))

    def failed(self, response_id: str, why: str) -> None:
        self._report(words.Failed(response_id, why))

    def _report(self, report: words.Report) -> None:
        self._orders.carry_out(self._protocol.report(report, self._now_s()))

    def _do(self, order: words.Order) -> None:
        served = self._served
        match order:
            case words.Send(event):
                self._send(event)
            case words.Configure():
                served.configure(_detection(order.turns), order.heard_as, self._language(order.language), order.hint)
                self._note_functions(order)
                self._programs.note_hint(order.hint, served.heeds_hints)
                self._expect()
            case words.Commit(item_id, from_ms, until_ms):
                served.commit(item_id, (until_ms - from_ms) / 1000)
            case words.Clear():
                served.clear()
            case words.Recognise(item_id, sound):
                served.recognise(item_id, sound)
            case words.Read(items):
                self._items = items
                there = set(_images(order))
                self._pictures = {image: opened for image, opened in self._pictures.items() if image in there}
                self._expect()
            case words.Respond():
                if self._diary and order.conversation:
                    self._diary.asked(order.response_id, *last_words(order.items), bool(order.unasked))
                served.respond(order.response_id, self._wish(order))
            case words.Cancel(response_id):
                if self._diary:
                    self._diary.cut(response_id)
                served.cancel(response_id)

    def _language(self, language: str) -> str:
        """That the session is held to. What cannot be is told in the log: clients end a session for an error."""
        try:
            self._programs.check_language(language)
        except BadInput as error:
            self._note(str(error))
            return ""
        return language

    def _note_functions(self, order: words.Configure) -> None:
        if order.tools and self._programs.by_skills:
            names = ", ".join(tool["name"] for tool in order.tools[:3])
            self._note(f"A program has brought functions ({names}). {UNCALLED}")

    def _note(self, text: str) -> None:
        if text not in self._noted:
            self._noted.add(text)
            self._programs.engine.tell(text)

    def _expect(self) -> None:
        """What will be asked for when the person has said more, if they are answered at all."""
        session = self._protocol.session
        detection = session.detection
        if session.kind == "transcription" or (detection and not detection.create_response):
            self._served.expect(None)
            return
        order = words.Respond(
            "",
            session.instructions,
            session.tools,
            session.tool_choice,
            session.spoken,
            session.spoken_as,
            session.voice,
            session.max_tokens,
            self._items,
        )
        self._served.expect(self._wish(order))

    def _wish(self, order: words.Respond) -> Wish:
        asked = Asked(
            entries(order.items, self._pictures),
            self._programs.instructions(order.instructions),
            tools(order.tools, order.tool_choice),
            order.spoken,
            voice=order.voice,
            pace=self._protocol.session.speed,
            max_tokens=order.max_tokens,
            unasked=order.unasked,
            must_call=bool(order.tools) and must_call(order.tool_choice),
        )
        return Wish(asked, order.spoken_as, order.conversation)


def _images(order: words.Order) -> list[words.Image]:
    items = order.items if isinstance(order, words.Read | words.Respond) else ()
    return [image for item in items if isinstance(item, words.Message) for image in item.images]


def last_words(items: Sequence[words.Item]) -> tuple[str, str, str]:
    """The id of the person's last words, these, and what was heard of the answer before them."""
    last = next((at for at in reversed(range(len(items))) if _by(items[at], "user")), None)
    if last is None:
        return "", "", ""
    heard = list[str]()
    for item in reversed(items[:last]):
        if _by(item, "user"):
            break
        if isinstance(item, words.Message) and item.role == "assistant":
            heard.insert(0, item.text)
    asked = items[last]
    assert isinstance(asked, words.Message)
    return asked.item_id, asked.text, " ".join(heard)


def _by(item: words.Item, role: str) -> bool:
    return isinstance(item, words.Message) and item.role == role


def _detection(turns: words.Turns | None) -> Detection:
    if turns is None:
        return Detection(commits=True)
    if turns.kind == "semantic_vad":
        return Detection(patience=turns.patience)
    unvoiced = max(0.0, turns.threshold - HYSTERESIS)
    silence_s = max(SHORTEST_S, turns.silence_ms / 1000)
    return Detection(Rules(turns.threshold, unvoiced, end_s=silence_s), turns.prefix_ms / 1000, patience=None)
