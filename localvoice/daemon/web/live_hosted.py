"""Between the Live protocol and a mind: orders become what is done, what is found out becomes reports."""

from collections.abc import Callable
from typing import Any

from localvoice.app.live import Mind, Opening, Pace, Setting
from localvoice.app.served import Programs
from localvoice.daemon.web.entries import entries, tools
from localvoice.daemon.web.orders import Orders
from localvoice.realtime.live import words
from localvoice.realtime.live.protocol import Protocol

TURN_BASED = (
    "This profile has no model that hears and speaks at once: what is said is answered when it is over, and sound and"
    " silence come at the pace of real time all the same."
)
NO_FUNCTIONS = "No language model of this profile answers the person, so the back end's functions are never called."


class LiveHosted:
    """One session. `send` gets each event; `over`: there will be no more. See `dialogue.live`."""

    def __init__(
        self, protocol: Protocol, programs: Programs, send: Callable[[dict[str, Any]], None], over: Callable[[], None]
    ) -> None:
        self._protocol = protocol
        self._programs = programs
        self._send = send
        self._over = over
        self._opening: Opening
        self._start: Callable[[Pace], None]
        self._begun: words.Open
        self._mind: Mind
        self._pace: Pace
        self._orders = Orders[words.Order](self._do)

    def open(self, opening: Opening, start: Callable[[Pace], None]) -> None:
        """The client is there; `start` lets a session's sound go both ways."""
        self._opening, self._start = opening, start

    async def receive(self, message: str | bytes) -> None:
        """One message of the client's."""
        self._orders.carry_out(self._protocol.receive(message))

    # what is found out

    def frame(self, sound: bytes, text: str, waiting_ms: float) -> None:
        self._report(words.Frame(sound, text, waiting_ms))

    def played(self) -> None:
        self._report(words.Played())

    def heard(self, text: str, start_s: float, end_s: float) -> None:
        self._report(words.Heard(text, 1000 * start_s, 1000 * end_s))

    def delegated(self) -> None:
        self._report(words.Delegated())

    def wanted(self, calls: tuple[tuple[str, str], ...], prompt: int, tokens: int) -> None:
        self._report(words.Wanted(calls, prompt, tokens))

    def answered(self, text: str, prompt: int, tokens: int) -> None:
        self._report(words.Answered(text, prompt, tokens))

    def failed(self, why: str) -> None:
        self._report(words.Failed(why))

    def note(self, code: str, sentence: str) -> None:
        self._report(words.Note(code, sentence))

    def _report(self, report: words.Report) -> None:
        self._orders.carry_out(self._protocol.report(report))

    # what is done

    def _do(self, order: words.Order) -> None:
        match order:
            case words.Send(event):
                self._send(event)
            case words.Hear(sound):
                self._pace.hear(sound)
            case words.Open():
                self._begin(order)
            case words.Rearrange(backend):
                self._mind.arrange(self._setting(self._begun, backend))
            case words.Mute(muted):
                self._pace.mute(muted)
            case words.Play(sound):
                self._pace.play(sound)
            case words.Tell(manner, text):
                self._mind.tell(manner, text)
            case words.Acknowledge():
                self._mind.acknowledge()
            case words.Work(items):
                self._mind.work(entries(items))
            case words.Close():
                self._over()

    def _begin(self, order: words.Open) -> None:
        self._begun, form = order, order.form
        setting = self._setting(order, order.backend)
        self._mind, self._pace = self._opening.begin(setting, entries(order.history), form.kind, form.rate_hz, self)
        self._start(self._pace)
        if not self._opening.duplex:
            self.note("turn_based", TURN_BASED)
        if order.backend and not self._opening.calls:
            self.note("no_functions", NO_FUNCTIONS)

    def _setting(self, order: words.Open, backend: words.Backend | None) -> Setting:
        system = self._programs.instructions(order.instructions)
        if backend is None:
            return Setting(system, order.voice, (), hands_over=True)
        told = "\n\n".join(filter(None, (system, backend.instructions)))
        functions = tools(backend.tools, backend.tool_choice)
        return Setting(told, order.voice, functions, hands_over=False, max_tokens=backend.max_tokens)
