"""The tiny language model that comes with the package, what it was taught, and that held-out sentences were not."""

import random
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))

import train_tiny
from tiny import FOLDER, GREEDY, Tiny, same, sentences
from tiny_data import SAME, Teacher, intents, table
from tiny_noise import FREE, KNOWN, NUMBERS, OPEN, misheard
from tiny_text import rendered
from tokenizers import Tokenizer

from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Text, ToolCall
from localvoice.tools import schema
from localvoice.tools.reading.match import Matcher

HELD_OUT = list(sentences("tiny_held_out.txt"))
MILLION_BYTES = 1_000_000


@pytest.fixture(scope="module")
def tiny():
    return Tiny(FOLDER)


def test_the_folder_is_small_and_holds_nothing_that_could_run():
    files = {file.name: file.stat().st_size for file in FOLDER.iterdir()}
    assert set(files) == {
        "README.md",
        "config.json",
        "likely.npz",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    assert sum(files.values()) < 6 * MILLION_BYTES


@pytest.mark.parametrize(
    "said",
    [
        "we want a timer of two hours for the turkey",
        "stop running the coffee timer",
        "switch every alarm off for me",
        "nudge me in twenty minutes to check the oven",
        "for shopping i need dog food",
        "which chores are still open today",
        "seventeen plus six please what's that",
        "get the volume over to sixty percent",
    ],
)
def test_held_out_requests_become_calls(tiny, said):
    name, arguments = next((name, arguments) for text, name, arguments in HELD_OUT if text == said)
    assert same(tiny.answer(said)[0]) == same(schema.call(intents()[name], arguments))


def test_what_it_cannot_do_is_refused_in_words(tiny):
    call, text = tiny.answer("could you please put on some classical music")
    assert call is None
    assert text


def test_a_short_answer_is_understood_by_the_question_before_it(tiny):
    chat = lm.load(FOLDER).open("", tiny.toolbox.schemas(), 16_384)
    told = list(chat.reply("i need a timer", GREEDY))
    assert [each.name for each in told if isinstance(each, ToolCall)] == ["timer_ask"]
    chat.tool_result("timer_ask", "For how long?")
    assert ToolCall("timer_length", {"duration": "ten minutes"}) in list(chat.reply("ten minutes", GREEDY))


def test_what_was_asked_before_does_not_change_an_answer(tiny):
    first = tiny.answer("good morning to you")
    assert any(first)
    assert tiny.answer("which chores are still open today") != first
    assert tiny.answer("good morning to you") == first


def test_no_template_that_it_was_taught_explains_a_held_out_sentence():
    ways = table("ways")
    known = [replace(each, typed=(*each.typed, *ways.get(each.name, ()))) for each in intents().values()]
    matcher = Matcher([each for each in known if not each.question])
    for said, intent, _ in HELD_OUT:
        found = matcher.match(said)
        assert found is None or found.intent != intent, said


def test_held_out_slots_make_sense():
    for said, intent, slots in HELD_OUT:
        assert schema.call(intents()[intent], slots), said


def test_every_call_that_it_is_taught_can_be_read():
    for example in islice(Teacher(3).examples(), 1500):
        if example.call:
            name, arguments = example.call
            assert schema.call(intents()[name], arguments), example


def test_every_way_of_asking_is_one_of_an_intent_and_every_question_has_a_text():
    assert set(table("ways")) <= set(intents())
    assert set(table("questions")) == {each.question for each in intents().values()} - {""}
    assert {name for each in intents().values() for name in each.slots} >= set(SAME)


def test_the_same_seed_teaches_the_same():
    one, two = (list(islice(Teacher(7).examples(), 200)) for _ in range(2))
    assert one == two
    assert one != list(islice(Teacher(8).examples(), 200))


def test_the_prompt_is_the_one_that_the_chat_template_makes():
    example = next(each for each in Teacher(3).examples() if each.before)
    turns = [("user", "Be kind.\n\nhello"), ("assistant", example.before), ("user", example.said)]
    chat = [{"role": role, "content": content} for role, content in turns]
    made = lm.load(FOLDER).tokenizer.apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
    assert made == rendered(example)[0]


def test_a_step_learns_from_the_answers_alone(monkeypatch):
    monkeypatch.setattr(train_tiny, "POOL", 400)
    made = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokens, places, weights = (np.array(each) for each in next(train_tiny.batches(made, 3)))
    assert tokens[:, :-1].size <= train_tiny.STEP_TOKENS
    learnt = np.zeros(tokens[:, 1:].shape, bool)
    learnt.reshape(-1)[places[weights > 0]] = True
    for row, wanted in zip(tokens, learnt, strict=True):
        said = list(row[1:][wanted])
        answer = made.decode(said, skip_special_tokens=False)
        assert answer.endswith("<|end|>")
        assert made.decode(list(row), skip_special_tokens=False).split("<|assistant|>")[1].startswith(answer)


def test_the_learning_rate_goes_up_stays_and_goes_down():
    rates = [train_tiny.pace(number, 1000) for number in range(1, 1001)]
    assert rates[0] < 0.1
    assert rates[train_tiny.WARM_UP : 700] == [1.0] * (700 - train_tiny.WARM_UP)
    assert rates[700:] == sorted(rates[700:], reverse=True)
    assert 0 < rates[-1] < 0.01


def test_a_misheard_sentence_keeps_what_nobody_could_guess():
    words = ["call", "xavier", "twenty", "minutes"]
    for seed in range(300):
        heard = misheard(words, [OPEN, OPEN, KNOWN, KNOWN], 0.5, random.Random(seed))
        assert heard[:2] == words[:2]
        assert set(heard) & NUMBERS <= set(words)


def test_mishearing_changes_about_as_many_words_as_asked():
    words = ["could", "you", "please", "tell", "me", "what", "is", "on", "my", "shopping", "list"]
    changed = [misheard(words, [FREE] * len(words), 0.2, random.Random(seed)) != words for seed in range(300)]
    assert 0.5 < sum(changed) / 300 < 0.95
    assert misheard(words, [FREE] * len(words), 0.0, random.Random(1)) == words


def test_it_says_text_and_calls_through_the_common_door():
    chat = lm.load(FOLDER).open("Be kind.", [], 512)
    told = list(chat.reply("my name is anna", GREEDY))
    assert "".join(each.text for each in told if isinstance(each, Text)) == "Nice to meet you."
