"""Are the tokens of a text that begins like the last one those of the whole text? Real tokenizers, changed anywhere."""

import random

import pytest
from lm_world import FAMILIES, SYSTEM, TOOLS, make
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from localvoice.models.lm import conversation as lm
from localvoice.models.lm.script import Message, Script
from localvoice.models.lm.tokens import Tokens
from localvoice.models.roles import ToolCall

# Some begin with others, some take the spaces around them, some stand only alone, some are ordinary words.
CONTROL = [
    AddedToken("<s>", special=True),
    AddedToken("<s>>", special=True),
    AddedToken("<end>", special=True),
    AddedToken("<end><s>", special=True),
    AddedToken("<pad>", special=True, rstrip=True),
    AddedToken("<mask>", special=True, lstrip=True),
    AddedToken("<alone>", special=True, single_word=True),
    AddedToken("<think>", special=False, normalized=True),
    AddedToken("word>", special=False, normalized=False),
]
PIECES = [
    *(token.content for token in CONTROL),
    " ",
    "  ",
    "\n",
    "<",
    ">",
    "s>",
    "a",
    "word",
    "It's late",
    "über",
    "你好",
    "é",
]
CUTTERS = {
    "bytes": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "bytes after a space": pre_tokenizers.ByteLevel(add_prefix_space=True),
    "a mark before the first word": pre_tokenizers.Metaspace(prepend_scheme="first"),
    "a mark before each piece": pre_tokenizers.Metaspace(prepend_scheme="always"),
}


def tokenizer(cutter):
    made = Tokenizer(models.BPE(unk_token="?"))
    made.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    made.pre_tokenizer = CUTTERS[cutter]
    trainer = trainers.BpeTrainer(vocab_size=330, special_tokens=["?"], show_progress=False)
    made.train_from_iterator(["it's late word word s> a it's over"], trainer)
    made.add_tokens(CONTROL)
    return PreTrainedTokenizerFast(tokenizer_object=made)


def whole(made, text):
    return made.encode(text, add_special_tokens=False)


def said(chance, count):
    return "".join(chance.choices(PIECES, k=count))


@pytest.mark.parametrize("cutter", CUTTERS)
def test_whatever_changes_the_tokens_are_those_of_the_whole_text(cutter):
    made, chance = tokenizer(cutter), random.Random(1)
    tokens, text = Tokens(made), "<s>be kind<end>\n"
    assert tokens(text) == whole(made, text)
    for _ in range(3000):
        at = chance.randint(max(0, len(text) - 25), len(text))
        text = (text if len(text) < 300 else text[:150])[:at] + said(chance, chance.randint(0, 4))
        assert tokens(text) == whole(made, text), text


def test_only_what_begins_with_the_last_control_token_that_stays_is_made_anew(tmp_path):
    made = lm.load(make(tmp_path, "llama")).tokenizer
    tokens, given = Tokens(made), list[str]()
    before = "<|begin|><|head|>system<|body|>Be kind.<|over|><|head|>user<|body|>"
    tokens(f"{before}set a timer")

    class Recorded:
        def encode(self, text, **options):
            given.append(text)
            return made.backend_tokenizer.encode(text, **options)

    tokens._fast = Recorded()
    tokens(f"{before}set a timer for ten")
    assert given == ["<|body|>set a timer for ten"]


class Slow:
    """A tokenizer that is not of the tokenizers library."""

    added_tokens_decoder: dict[int, AddedToken] = {}  # noqa: RUF012

    def encode(self, text, add_special_tokens):
        return [ord(letter) for letter in text]


class Other(Slow):
    """One that does more than its backend."""

    backend_tokenizer = tokenizer("bytes").backend_tokenizer


@pytest.mark.parametrize("kind", [Slow, Other])
def test_a_tokenizer_that_cannot_be_taken_apart_gets_every_text_whole(kind):
    tokens = Tokens(kind())
    assert [tokens(text) for text in ("<s>a", "<s>ab")] == [[60, 115, 62, 97], [60, 115, 62, 97, 98]]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("strips", [False, True])
def test_a_conversation_that_grows_has_the_tokens_of_its_template(tmp_path, family, strips):
    """`strips`: what was said earlier looks otherwise when more follows, as thoughts do in Qwen's template."""
    made = lm.load(make(tmp_path, family)).tokenizer
    if strips:
        made.chat_template = made.chat_template.replace("m.content", "(m.content if loop.last else m.content[:9])")
    messages, script = list[Message](), Script(made, SYSTEM, TOOLS)
    for turn in range(4):
        for words in ("set", "set a timer", f"set a timer for {turn} minutes"):
            script.certain(messages, words)
        messages.append(Message("user", f"set a timer for {turn} minutes"))
        assert script.ids(messages, True) == Script(made, SYSTEM, TOOLS).ids(messages, True)
        messages += [Message("assistant", "Yes.", [ToolCall("timer", {"length": "1 h"})]), Message("tool", "ok")]
        assert script.ids(messages, True) == Script(made, SYSTEM, TOOLS).ids(messages, True)
        messages.append(Message("assistant", "It is set and will ring."))
        assert script.settled(messages) == Script(made, SYSTEM, TOOLS).certain(messages, "")
        messages[-1].text = "It is set"
        assert script.settled(messages) == Script(made, SYSTEM, TOOLS).certain(messages, "")
