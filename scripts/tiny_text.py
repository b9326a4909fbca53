"""How do words become the tiny model's tokens? A BPE of its own, the frame of a call in a few tokens, a chat template.

Every stretch of text between control tokens begins with a space, so that a word in an argument is the token that was
heard, which makes copying easy; the decoder takes the space away again.
"""

from collections.abc import Iterable

from tiny_data import SAME, Example, intents
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

VOCABULARY = 3072  # tokens
USER, ASSISTANT, END = "<|user|>", "<|assistant|>", "<|end|>"
CALL, CALLED = "<tool_call>", "</tool_call>"
ASKED, ASKED_END = "<tool_response>", "</tool_response>"
CONTROL = (END, USER, ASSISTANT, CALL, CALLED, ASKED, ASKED_END)
# Only the person's last words count, and the question that they answer. The model knows its tools by heart: what is
# written before the first words, up to an empty line, is left out.
TEMPLATE = (
    "{%- set now = namespace(asked='', said='') -%}{%- for message in messages -%}"
    "{%- if message.role == 'user' -%}{%- set now.said = message.content.split('\n\n') | last -%}"
    "{%- elif not loop.last -%}{%- set now.asked = message.content.split('\n') | last -%}{%- endif -%}{%- endfor -%}"
    f"{USER}{{%- if now.asked.endswith('?') -%}}{ASKED}{{{{ now.asked | lower }}}}{ASKED_END}{{%- endif -%}}"
    f"{{{{ now.said | trim | lower }}}}{{%- if add_generation_prompt -%}}{ASSISTANT}{{%- endif -%}}"
)


def tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Trained on these."""
    made = Tokenizer(models.BPE())
    made.normalizer = normalizers.Prepend(" ")  # pyright: ignore[reportAttributeAccessIssue]
    made.pre_tokenizer = pre_tokenizers.Sequence(  # pyright: ignore[reportAttributeAccessIssue]
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    made.decoder = decoders.Sequence(  # pyright: ignore[reportAttributeAccessIssue]
        [decoders.ByteLevel(), decoders.Replace('": " ', '": "')]
    )
    frames = _frames()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(frames),
        special_tokens=list(CONTROL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(texts, trainer)
    made.add_tokens([AddedToken(text, normalized=False) for text in frames])
    return made


def frame(name: str) -> str:
    """How a call of an intent begins."""
    return f'{{"name": "{name}", "arguments": {{'


def _frames() -> list[str]:
    """What stands around the arguments of every possible call."""
    slots = sorted({SAME.get(slot, slot) for intent in intents().values() for slot in intent.slots})
    return [
        *map(frame, intents()),
        *(f'"{slot}": "' for slot in slots),
        *(f'", "{slot}": "' for slot in slots),
        '"}}',
        "}}",
    ]


def rendered(example: Example) -> tuple[str, str]:
    """Prompt and answer as the chat template makes them."""
    before = f"{ASKED}{example.before}{ASKED_END}" if example.before else ""
    return f"{USER}{(before + example.said).lower()}{ASSISTANT}", f"{example.answer}{END}"


def ids(made: Tokenizer, example: Example) -> tuple[list[int], int]:
    """Tokens of prompt and answer, and how many of them are the prompt."""
    prompt, answer = (made.encode(text).ids for text in rendered(example))
    return prompt + answer, len(prompt)
