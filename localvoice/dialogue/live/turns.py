"""A live session's mind that takes turns: what is said is heard, thought about and answered, and silence is between.

Who speaks has the floor at once, and hears no more of what was being said. The work that was handed over goes on: an
answer to it that nobody has heard the beginning of is kept until the person has finished. A program plays what it is
sent as it comes, so what went out was heard.
"""

from collections import deque
from typing import Literal

import numpy as np

from localvoice.audio.wire import decoded, encoded
from localvoice.dialogue.live.history import Answer, Kind, Line, told
from localvoice.dialogue.live.mind import ASIDE, SAY, Manner, Reports, Setting, Spoken
from localvoice.dialogue.served import Served
from localvoice.dialogue.served_answer import Place, Wish
from localvoice.understanding.asked import Asked, Entry, Finished, ToolCall
from localvoice.understanding.outlook import ACKNOWLEDGEMENT

FRAME_SAMPLES = 960  # 40 ms at 24 kHz
STALL_S = 0.4  # without any sound: so long it is taken to be on its way, and not for the person's silence
UNHEARD = "(not understood)"  # said, and nobody knows what
HAND_OVER = "hand_over"
# What a language model calls in place of the program's functions where the program does the work itself.
HANDING_OVER = {
    "type": "function",
    "function": {
        "name": HAND_OVER,
        "description": "Hand the person's request over to somebody who can look things up and do things. Use it for"
        " whatever you do not know or cannot do yourself; the answer comes later.",
        "parameters": {"type": "object", "properties": {}},
    },
}
HANDED_OVER = "It is being done; the answer will be told to you."


class TurnMind:
    """`Mind`, and the reports of the `Served` that `begin` brings.

    `answers`: the person; False where another mind does, and this one says what it is told to say, and what a skill
    explains.
    """

    rate_hz = 24_000

    def __init__(self, reports: Reports, answers: bool = True, frame_samples: int = FRAME_SAMPLES) -> None:
        self.frame_samples = frame_samples
        self._talks = answers
        self._reports = reports
        self._served: Served
        self._setting: Setting
        self._lines: list[Line] = []
        self._rules: list[str] = []
        self._answers: deque[Answer] = deque()  # that are not over: the first is being said, the last perhaps made
        self._number = 0
        self._since_s: float | None = None  # somebody speaks
        self._turns: dict[str, tuple[float, float]] = {}  # said, and their words are not known yet
        self._owed = False  # an answer
        self._work: tuple[Entry, ...] | None = None  # that waits
        self._texts: deque[str] = deque()  # to be said as they are
        self._missing_s = 0.0  # since something came last
        self._behind_s = 0.0  # what was heard, behind the session's clock
        self._heard = self._said = False  # anything so far: what follows is told with a space before it

    def begin(self, served: Served, setting: Setting, history: tuple[Entry, ...]) -> None:
        """It can hear now."""
        self._served = served
        self._lines += history
        self.arrange(setting)

    # of a `Mind`

    async def step(self, pcm: np.ndarray | None) -> Spoken:
        """See `Mind.step`."""
        await self._hear(pcm)
        self._go_on()
        some, text = b"", ""
        if self._answers and self._since_s is None:
            some, text = self._answers[0].speech.take(2 * self.frame_samples)
            self._end()
        spoken = decoded(some, "audio/pcm")
        return Spoken(np.concatenate([spoken, np.zeros(self.frame_samples - len(spoken), np.float32)]), text)

    def stop(self) -> None:
        """See `Mind.stop`."""
        for answer in list(self._answers):
            if answer.kind == "talk" or answer.speech.told:
                self._owed = self._owed or (answer.kind == "talk" and not answer.speech.told)
                self._cut(answer)
        self._expect()

    def tell(self, manner: Manner, text: str) -> None:
        """See `Mind.tell`."""
        if manner == "instructions":
            self._rules.append(text)
        elif manner == "thinking":
            self._lines.append(Entry("user", ASIDE.format(text=text)))
        elif self._served.thinks:
            self._lines.append(Entry("user", SAY.format(text=text)))
            self._owed = True
        else:
            self._texts.append(text)
        self._expect()
        self._go_on()

    def acknowledge(self) -> None:
        """See `Mind.acknowledge`."""
        if self._since_s is None and not self._owed and not any(answer.speech.text for answer in self._answers):
            self._texts.append(ACKNOWLEDGEMENT)
            self._go_on()

    def work(self, entries: tuple[Entry, ...]) -> None:
        """See `Mind.work`."""
        self._work = entries
        self._go_on()

    def arrange(self, setting: Setting) -> None:
        """See `Mind.arrange`."""
        self._setting = setting
        self._expect()

    # of `Served`

    def speech_started(self, at_ms: int) -> None:
        self._since_s = at_ms / 1000 + self._behind_s
        self.stop()

    def speech_stopped(self, at_ms: int) -> None:
        self._since_s = None
        self._go_on()

    def turn_over(self, at_ms: int) -> None:
        name, end_s = self._name("turn"), at_ms / 1000 + self._behind_s
        since_s = end_s if self._since_s is None else self._since_s
        self._since_s = None
        self._turns[name] = since_s, end_s
        self._served.commit(name, end_s - since_s)

    def rings(self, text: str) -> None:
        self._texts.append(text)
        self._go_on()

    def heard(self, item_id: str, text: str, language: str, seconds: float) -> None:
        since_s, end_s = self._turns.pop(item_id)
        if text.strip():
            self._reports.heard(f" {text}" if self._heard else text, since_s, end_s)
            self._heard = True
            self._lines.append(Entry("user", text))
            self._take_up(text)
        self._go_on()

    def hearing_failed(self, item_id: str, why: str) -> None:
        self._turns.pop(item_id)
        self._reports.note("hearing_failed", why)
        self._lines.append(Entry("user", UNHEARD))
        self._owed = self._talks
        self._go_on()

    def phrase(self, response_id: str, text: str) -> None:
        if answer := self._made(response_id):
            answer.speech.phrase(f" {text}" if self._said and not answer.speech.text else text)
            self._said = True

    def sound(self, response_id: str, sound: bytes, places: tuple[Place, ...]) -> None:
        if answer := self._made(response_id):
            before = len(answer.speech.text) - len(answer.speech.text.lstrip())
            answer.speech.sound(sound, tuple((start + before, at_ms) for start, at_ms in places))

    def called(self, response_id: str, name: str, arguments: str) -> None:
        if answer := self._made(response_id):
            answer.calls.append((name, arguments))

    def answered(self, response_id: str, reason: Literal["done", "length"], finished: Finished) -> None:
        if answer := self._made(response_id):
            answer.speech.ended = True
            counts = finished.prompt, finished.tokens
            if any(name == HAND_OVER for name, _ in answer.calls):
                self._hand_over()
            elif answer.calls:
                self._reports.wanted(tuple(answer.calls), *counts)
            elif answer.kind == "work":
                self._reports.answered(answer.text, *counts)
            self._end()

    def failed(self, response_id: str, why: str) -> None:
        if answer := self._made(response_id):
            answer.kind = "text"  # nobody waits for it any more
            self._cut(answer)
            self._reports.failed(why)
            self._go_on()

    # what follows

    async def _hear(self, pcm: np.ndarray | None) -> None:
        frame_s = self.frame_samples / self.rate_hz
        self._missing_s = 0.0 if pcm is not None else self._missing_s + frame_s
        if pcm is None and self._missing_s <= STALL_S:
            self._behind_s += frame_s
            return
        silence = np.zeros(self.frame_samples, np.float32)
        await self._served.hear(encoded(silence if pcm is None else pcm, "audio/pcm"))

    def _name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number}"

    def _made(self, response_id: str) -> Answer | None:
        """The answer that is being made, if it is this one."""
        last = self._answers[-1] if self._answers else None
        return last if last and last.id == response_id else None

    def _take_up(self, text: str) -> None:
        """Who answers? Without a model the skills do what they explain; what else there is to do, the program's."""
        explained = not self._served.thinks and self._served.explains(text)
        if self._talks and self._setting.hands_over and not self._served.thinks and not explained:
            self._hand_over()
        else:
            self._owed = self._talks or explained

    def _hand_over(self) -> None:
        if self._served.thinks:
            self._lines.append(Entry("assistant", "", (ToolCall(HAND_OVER, {}),)))
            self._lines.append(Entry("tool", HANDED_OVER, name=HAND_OVER))
        self._reports.delegated()

    def _go_on(self) -> None:
        """Begin what waits, when nobody speaks, nothing is unclear and nothing is being made."""
        making = self._answers and not self._answers[-1].speech.ended
        if making or self._since_s is not None or self._turns:
            return
        if self._work is not None:
            self._lines += self._work
            self._work = None
            self._respond("work")
        elif self._owed:
            self._respond("talk")
        elif self._texts:
            text, wish = self._texts.popleft(), self._wish()
            self._served.recite(self._begin("text").id, text, wish)

    def _respond(self, kind: Kind) -> None:
        self._owed = False
        wish = self._wish()
        self._served.respond(self._begin(kind).id, wish)

    def _begin(self, kind: Kind) -> Answer:
        answer = Answer(self._name("answer"), kind)
        self._answers.append(answer)
        self._lines.append(answer)
        return answer

    def _end(self) -> None:
        """Perhaps all of an answer was said."""
        while self._answers and self._answers[0].speech.over:
            self._answers.popleft()
            self._expect()
        self._go_on()

    def _cut(self, answer: Answer) -> None:
        """No more of it; what was made of the work is told."""
        if not answer.speech.ended:
            self._served.cancel(answer.id)
            if answer.kind == "work":
                self._reports.answered(answer.text, 0, 0)
        answer.speech.cut()
        self._answers.remove(answer)

    def _wish(self) -> Wish:
        setting = self._setting
        tools = (HANDING_OVER,) if setting.hands_over and self._served.thinks else setting.tools
        system = "\n".join([setting.system, *self._rules])
        asked = Asked(told(self._lines), system, tools, True, voice=setting.voice, max_tokens=setting.max_tokens)
        return Wish(asked)

    def _expect(self) -> None:
        """What will be asked for when the person has said more."""
        self._served.expect(self._wish() if self._talks else None)
