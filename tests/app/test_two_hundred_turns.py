"""Two hundred spoken turns on a clock that skips the waiting: a real session, real skills, a real memory, and a
language model that follows a script through its real prompt, tool calls and all."""

import sys
from pathlib import Path

import anyio
import mlx.core as mx
import pytest
from scripted_person import Beep, Person
from still_clock import Still

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.app.keeping import Keeping
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.traces.journal import Journal

sys.path.append(str(Path(__file__).parents[1] / "models"))

from lm_world import lm, make

BUDGET_TOKENS = 4096
TURN_TOKENS = 60  # of one turn
PERSONA = """
name = "keeper"
prompt = "You are kind."
greeting = ""
unknown = "I do not know."
skills = ["clock", "remembering", "recalling", "manners"]
"""
FACT = "my sister Clara moved to Lisbon"
ASKED = "how is my sister getting on in her new town"
CALL = '<|tool_call_start|>[recall(query="sister moved")]<|tool_call_end|>'
SMALL_TALK = "I saw number {} of the herons today"


class Follower:
    """A model of lfm2's format: it looks up what it is asked, says what it found, and chats."""

    def __init__(self, tokenizer):
        self.layers = [None]
        self._tokenizer, self._answers = tokenizer, {}
        self._turn = tokenizer.encode("<|im_start|>assistant\n", add_special_tokens=False)

    def __call__(self, tokens, cache):
        keys = tokens.astype(mx.float32).reshape(1, 1, -1, 1)
        read = [int(number) for number in cache[0].update_and_fetch(keys, keys)[0].reshape(-1).tolist()]
        scores = mx.zeros((1, tokens.shape[1], len(self._tokenizer)))
        scores[0, -1, self._next(read)] = 9.0
        return scores

    def _next(self, read):
        size = len(self._turn)
        begin = next((at for at in range(len(read) - size, -1, -1) if read[at : at + size] == self._turn), None)
        if begin is None:
            return 0
        before = tuple(read[max(0, begin - 900) : begin])
        if before not in self._answers:
            self._answers = {before: self._answer(self._tokenizer.decode(list(before)))}
        answer, done = self._answers[before], len(read) - begin - size
        return answer[done] if done < len(answer) else 0

    def _answer(self, prompt):
        role, _, text = prompt.split("<|im_start|>")[-1].partition("\n")
        said = text.replace("<|im_end|>", "").strip()
        answer = f"I know this. {said}" if role == "tool" else CALL if ASKED in said else "How nice."
        return self._tokenizer.encode(answer, add_special_tokens=False)


class Opened:
    """The language model, and the conversation that was opened in it."""

    def __init__(self, folder):
        tokenizer = lm.load(make(folder, "lfm2")).tokenizer
        self._lm = lm.Lm(Follower(tokenizer), tokenizer)

    def open(self, system, tools, budget_tokens):
        self.chat = self._lm.open(system, tools, BUDGET_TOKENS)
        return self.chat

    def close(self): ...


def lines():
    said = [SMALL_TALK.format(number) if number % 4 == 1 else "what time is it" for number in range(1, 201)]
    said[2] = f"remember that {FACT}"
    said[179] = ASKED
    said[189:191] = ["forget what I told you about my sister", "yes"]
    said[199] = ASKED
    return said


async def converse(folder):
    """The turns, the tokens of the prompt after each, and what was in files before the fact was forgotten."""
    (folder / "keeper.toml").write_text(PERSONA)
    data, clock = folder / "data", Still()
    person, opened = Person(clock), Opened(folder)
    turns, tokens, held = [], [], []
    given = {"recogniser": person, "voice": Beep(), "lm": opened, "open_ear": None, "turn": None}
    settings = Settings(persona=str(folder / "keeper.toml"))
    async with Engine(settings, data, clock, given=given) as engine, client(engine, settings, data) as ready:
        with Conversations(data / CONVERSATIONS) as past, Journal(data / "trace", print) as journal:
            keeping = Keeping(past, ready.toolbox.private)

            def tell(told):
                told = keeping.take(told, journal)
                if isinstance(told, Turn):
                    turns.append(told)
                    tokens.append(len(opened.chat.context.ids))
                    held.append(b"Lisbon" in in_files(data))

            session = ready.session(person.loudspeaker, tell)
            clock.restart()
            await session.run(person.speak(lines(), session))
    return turns, tokens, held, in_files(data)


def in_files(folder):
    return b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    return anyio.run(converse, tmp_path_factory.mktemp("talk"))


def test_every_turn_is_answered(talk):
    turns, *_ = talk
    assert [turn.heard for turn in turns] == lines()
    assert all(turn.said for turn in turns)


def test_the_prompt_does_not_grow_with_the_conversation(talk):
    _, tokens, *_ = talk
    assert max(tokens) <= BUDGET_TOKENS
    assert max(tokens[100:]) <= max(tokens[:100]) + 2 * TURN_TOKENS  # where old turns go depends on where turns end


def test_a_fact_of_turn_3_is_recalled_through_the_tool_in_turn_180(talk):
    turns, *_ = talk
    assert turns[2].said == f"I'll remember: {FACT.replace('my', 'your')}."
    assert turns[179].intent == ""
    assert "I know this. you told me" in turns[179].said  # behind a word for the wait, where it was long
    assert FACT in turns[179].said


def test_a_fact_that_was_forgotten_is_in_no_byte_of_any_file_and_not_recalled(talk):
    turns, _, held, left = talk
    assert turns[189].said == f"Shall I forget this: {FACT.replace('my', 'your')}?"
    assert held[179]
    assert not held[199]
    assert b"Lisbon" not in left
    assert b"Clara" not in left
    assert "Lisbon" not in turns[199].said
    assert b"herons" in left  # what else was said is there
