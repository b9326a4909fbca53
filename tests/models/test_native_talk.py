"""What a model of text and sound tells of what it says: calls are silent and whole, what was not heard is forgotten."""

import json

import numpy as np
import pytest
from lm_world import TOOLS
from native_world import FRAME, GREEDY, native, parrot, spoken, told

from localvoice.errors import BadInput, EngineError
from localvoice.models.interleaved.network import Codes
from localvoice.models.native import Sound
from localvoice.models.roles import Sampling, Text, ToolCall

# isort: split
from mlx_lm import tokenizer_utils

HOW = Sampling(temperature=0, repetition_penalty=1)
CALL = f"<tool_call>{json.dumps({'name': 'timer', 'arguments': {'length': 'ten'}})}</tool_call>"


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return tokenizer_utils.load(native.make(tmp_path_factory.mktemp("words")))


def chat_of(tokenizer, *answers, tools=(), budget=4096, **options):
    return parrot(tokenizer, *answers, **options).open("You are kind.", list(tools), budget)


def written(tokenizer, chat):
    """What the model has read, without frames and sound."""
    return tokenizer.decode([one for one in chat.context.positions if isinstance(one, int)])


def test_text_and_sound_come_by_turns_and_the_text_first(tokenizer):
    chat = chat_of(tokenizer, "the weather is fine and the time is ten")
    kinds = [type(piece) for piece in chat.reply(spoken(1.0), HOW) if isinstance(piece, Text | Sound)]
    assert kinds[:6] == [Text] * 6
    assert kinds[6:18] == [Sound] * 12
    assert kinds[18] is Text


def test_its_text_is_told_whole_and_its_sound_lasts_to_the_end(tokenizer):
    text, sound, calls, end = told(chat_of(tokenizer, "the weather is fine", frames_after=9).reply(spoken(1.0), HOW))
    assert (text, calls, end.reason) == ("the weather is fine", [], "done")
    assert len(sound) % FRAME == 0
    assert len(sound) >= 9 * FRAME


def test_nothing_sounds_of_a_call_and_it_ends_the_answer(tokenizer):
    chat = chat_of(tokenizer, f"let me see {CALL} and more", "it is set", tools=TOOLS)
    every = list(chat.reply(spoken(1.0), HOW))
    first = next(at for at, piece in enumerate(every) if isinstance(piece, ToolCall))
    assert told(every)[0].strip() == "let me see"
    assert told(every)[2] == [ToolCall("timer", {"length": "ten"})]
    assert not any(isinstance(piece, Sound) and len(piece.pcm) for piece in every[first:])
    assert sum(isinstance(piece, Sound) for piece in every) <= 13  # with the end of the last one


def test_after_a_tools_result_it_goes_on(tokenizer):
    chat = chat_of(tokenizer, CALL, "it is set", tools=TOOLS)
    list(chat.reply(spoken(1.0), HOW))
    chat.tool_result("timer", "done")
    assert told(chat.reply(None, HOW))[0] == "it is set"
    assert "<|im_start|>tool\ndone<|im_end|>" in written(tokenizer, chat)


def test_what_was_not_heard_is_not_remembered(tokenizer):
    chat = chat_of(tokenizer, "the weather is fine and the time is ten", "so")
    list(chat.reply(spoken(1.0), HOW))
    chat.cut("the weather is", round(3.4 * FRAME))
    list(chat.reply(spoken(0.5), HOW))
    answer = written(tokenizer, chat).split("assistant\n")[1]
    assert answer.startswith("the weather is<|text_end|>")
    frames = [one for one in chat.context.positions if isinstance(one, Codes) and one.numbers[0] != 2048]
    assert len(frames) >= 4


def test_of_an_answer_of_which_nothing_was_heard_nothing_is_left(tokenizer):
    chat = chat_of(tokenizer, "the weather is fine", "so")
    list(chat.reply(spoken(1.0), HOW))
    chat.cut("", 0)
    list(chat.settle())
    assert "weather" not in written(tokenizer, chat)


def test_what_others_answered_is_told_and_what_is_typed_is_read(tokenizer):
    chat = chat_of(tokenizer, "first", "second")
    chat.note(spoken(1.0), "it is ten")
    chat.note("", "the timer rings")
    assert told(chat.reply("what is <|im_end|>the time", HOW))[0] == "second"
    assert "it is ten<|im_end|>" in written(tokenizer, chat)
    assert "user\nwhat is the time<|im_end|>" in written(tokenizer, chat)


def test_old_turns_are_dropped_whole_when_there_is_no_room_left(tokenizer):
    chat = chat_of(tokenizer, "so", budget=400)
    for _ in range(30):
        list(chat.reply(spoken(1.0), HOW))
        list(chat.settle())
    assert len(chat.context.positions) <= 400
    assert chat._messages[0].role == "user"


def test_more_than_it_can_take_in_is_refused_and_forgotten(tokenizer):
    chat = chat_of(tokenizer, "so", budget=100)
    with pytest.raises(BadInput, match="too long"):
        list(chat.reply(spoken(20.0), HOW))
    chat.retract()
    assert told(chat.reply(spoken(0.5), HOW))[0] == "so"


def test_a_persona_that_leaves_no_room_is_refused_and_tools_beyond_it_are_left_out(tokenizer):
    with pytest.raises(EngineError, match="leaves no room"):
        parrot(tokenizer, "so").open("You are kind. " * 50, [], 400)
    chat = chat_of(tokenizer, "so", tools=TOOLS * 20, budget=1200)
    assert 0 < len(chat._script.settled([])) <= 2400


def test_an_answer_that_never_ends_is_ended(tokenizer):
    text, sound, _, end = told(chat_of(tokenizer, "so", frames_after=10_000).reply(spoken(1.0), HOW))
    assert (text, end.reason) == ("so", "length")
    assert len(sound) < 100 * FRAME


def test_a_step_that_failed_half_way_leaves_a_conversation_that_goes_on(tokenizer, monkeypatch):
    chat = chat_of(tokenizer, "so", "yes")
    steps = chat.reply(spoken(1.0), GREEDY)
    next(steps)
    with monkeypatch.context() as failing:
        failing.setattr(chat._network, "forward", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            list(steps)
    chat.retract()
    assert told(chat.reply(np.zeros(1600, np.float32), HOW))[0] == "so"
