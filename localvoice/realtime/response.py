"""How is one answer told to the client? Items open, grow and close in the API's order; what was begun is closed."""

from dataclasses import dataclass, field
from typing import Any, Literal

from localvoice.realtime import sound, words
from localvoice.realtime.items import Called, Item, Part, Said
from localvoice.realtime.session import show_format, show_tokens
from localvoice.realtime.state import State
from localvoice.realtime.telling import Telling

Ending = Literal["completed", "cancelled", "incomplete", "failed"]


@dataclass(frozen=True)
class Plan:
    """What was asked of an answer."""

    instructions: str
    tools: tuple[dict[str, Any], ...]
    tool_choice: str | dict[str, Any]
    spoken: bool
    spoken_as: words.Format
    voice: str
    max_tokens: int | None
    metadata: dict[str, str] | None = None
    conversation: bool = True  # False: it is told to the client and then forgotten
    own_input: tuple[Item, ...] | None = None  # in place of the conversation
    unasked: str = ""  # what nobody asked for


@dataclass
class Response:
    """An answer under way."""

    id: str
    plan: Plan
    state: State
    ordered: bool = False  # the host is at it
    sounds_since_s: float | None = None  # when its sound began to go out
    _output: list[Item] = field(default_factory=list)
    _message: Said | None = None
    _telling: Telling | None = None  # of the message's text and sound

    def shown(self, status: str, **rest: Any) -> dict[str, Any]:
        """The response object of the API."""
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": status,
            **rest,
            "output": [item.shown() for item in self._output],
            **({"conversation_id": self.state.conversation.id} if self.plan.conversation else {}),
            "output_modalities": ["audio" if self.plan.spoken else "text"],
            "max_output_tokens": show_tokens(self.plan.max_tokens),
            "audio": {"output": {"format": show_format(self.plan.spoken_as), "voice": self.plan.voice}},
            "metadata": self.plan.metadata,
        }

    def order(self, items: tuple[words.Item, ...]) -> words.Respond:
        """What the host is to do."""
        plan = self.plan
        return words.Respond(
            response_id=self.id,
            instructions=plan.instructions,
            tools=plan.tools,
            tool_choice=plan.tool_choice,
            spoken=plan.spoken,
            spoken_as=plan.spoken_as,
            voice=plan.voice,
            max_tokens=plan.max_tokens,
            items=items,
            conversation=plan.conversation,
            unasked=plan.unasked,
        )

    def phrase(self, text: str) -> None:
        if not text:
            return
        telling = self._open()
        telling.phrase(text)
        if not self.plan.spoken:
            self._delta("response.output_text.delta", telling.rest())

    def sound(self, some: bytes, begun: tuple[words.Word, ...]) -> None:
        if self.plan.spoken and (some or begun):
            text = self._open().sound(sound.ms(len(some), self.plan.spoken_as), begun)
            self._delta("response.output_audio_transcript.delta", text)
            self._delta("response.output_audio.delta", sound.encoded(some))

    def called(self, name: str, arguments: str) -> None:
        out = self.state.out
        item = Called(out.new_id("item"), out.new_id("call"), name, "", "in_progress")
        self._add(item)
        item.arguments = arguments
        about = {**self._about(item), "call_id": item.call_id}
        out.event("response.function_call_arguments.delta", **about, delta=arguments)
        out.event("response.function_call_arguments.done", **about, name=name, arguments=arguments)
        self._done(item, "completed")

    def end(self, status: Ending, details: dict[str, Any], answered: words.Answered | None = None) -> None:
        """The last events of this response. What was cut short leaves untold what has no sound."""
        if self._message and self._telling:
            if status in ("completed", "incomplete"):
                self._delta("response.output_audio_transcript.delta", self._telling.rest())
            self._close(self._message, "completed" if status == "completed" else "incomplete")
        rest = {"status_details": {"type": status, **details}, "usage": _usage(answered or words.Answered(self.id))}
        self.state.out.event("response.done", response=self.shown(status, **rest))

    def plays_until_s(self, now_s: float) -> float:
        """When its sound will have been heard by somebody who hears it as it comes."""
        if self.sounds_since_s is None or not self._telling:
            return now_s
        return max(now_s, self.sounds_since_s + self._telling.told.ms / 1000)

    def _open(self) -> Telling:
        """The message that grows."""
        if self._message is None or self._telling is None:
            message = Said(self.state.out.new_id("item"), "assistant", [], "in_progress")
            self._add(message)
            part = Part("output_audio" if self.plan.spoken else "output_text")
            message.parts.append(part)
            self._message, self._telling = message, Telling(part.told)
            self.state.out.event("response.content_part.added", **self._place(message), part=self._part(message))
        return self._telling

    def _close(self, message: Said, status: Literal["completed", "incomplete"]) -> None:
        out, about, text = self.state.out, self._place(message), message.parts[0].text
        if self.plan.spoken:
            out.event("response.output_audio.done", **about)
            out.event("response.output_audio_transcript.done", **about, transcript=text)
        else:
            out.event("response.output_text.done", **about, text=text)
        out.event("response.content_part.done", **about, part=self._part(message))
        self._done(message, status)

    def _add(self, item: Item) -> None:
        self._output.append(item)
        about = {"response_id": self.id, "output_index": len(self._output) - 1}
        self.state.out.event("response.output_item.added", **about, item=item.shown())
        if self.plan.conversation:
            self.state.add(item)

    def _done(self, item: Item, status: Literal["completed", "incomplete"]) -> None:
        item.status = status
        about = {"response_id": self.id, "output_index": self._output.index(item)}
        self.state.out.event("response.output_item.done", **about, item=item.shown())
        if self.plan.conversation:
            self.state.done(item)

    def _delta(self, kind: str, delta: str) -> None:
        if delta and self._message:
            self.state.out.event(kind, **self._place(self._message), delta=delta)

    def _about(self, item: Item) -> dict[str, Any]:
        return {"response_id": self.id, "item_id": item.id, "output_index": self._output.index(item)}

    def _place(self, message: Said) -> dict[str, Any]:
        return {**self._about(message), "content_index": 0}

    def _part(self, message: Said) -> dict[str, Any]:
        text = message.parts[0].text
        return {"type": "audio", "transcript": text} if self.plan.spoken else {"type": "text", "text": text}


def _usage(answered: words.Answered) -> dict[str, Any]:
    """What the host counted; it hears and speaks in text."""
    read, made, kept = answered.input_tokens, answered.output_tokens, answered.cached_tokens
    cached = {"text_tokens": kept, "audio_tokens": 0, "image_tokens": 0}
    text = {"text_tokens": read, "audio_tokens": 0, "image_tokens": 0}
    return {
        "total_tokens": read + made,
        "input_tokens": read,
        "output_tokens": made,
        "input_token_details": {**text, "cached_tokens": kept, "cached_tokens_details": cached},
        "output_token_details": {"text_tokens": made, "audio_tokens": 0},
    }
