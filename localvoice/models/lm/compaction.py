"""What was said, in short? The model's own summary of turns that there is no more room for, made beside the talk.

It costs as much as an answer, so it is made in idle time alone, step by step; whoever speaks ends it. Whether it may
take the turns' place others decide (`roles.Compacting`): a small model gets names and numbers wrong, and every later
turn would build on that.
"""

from collections.abc import Generator, Sequence
from typing import Any

from localvoice.events import Waiting
from localvoice.models.lm.context import TAIL, Reads
from localvoice.models.lm.messages import Message
from localvoice.models.lm.script import Script
from localvoice.models.roles import Read, Sampling, Text

SYSTEM = (
    "You sum up conversations in at most three short sentences: what the person told of themselves, what they wanted,"
    " what was promised. Use only names and numbers that stand in it."
)
MOST_TOKENS = 96  # of a summary; three spoken sentences have some sixty
HOW = Sampling(temperature=0.0, repetition_penalty=1.0)
EARLIER = "(Earlier, in short: {summary}) "


def told(messages: Sequence[Message]) -> str:
    """What was said, a line a message, as the model is asked to sum it up; tools and their results are left out."""
    names = {"user": "Person", "assistant": "You"}
    return "\n".join(f"{names[each.role]}: {each.text}" for each in messages if each.role in names and each.text)


def summed_up(context: Reads, tokenizer: Any, text: str) -> Generator[Read | Text | Waiting, None, str]:
    """The summary of that text, in short steps; `context`: one that has read nothing. "" where it found no end."""
    script = Script(tokenizer, SYSTEM, [])
    ids = script.ids([Message("user", f"Sum this up:\n{text}")], answering=True)
    for count in context.read(ids[:-TAIL]):
        yield count if isinstance(count, Waiting) else Read(count)
    words, count = tokenizer.detokenizer, 0
    for token in context.sample(HOW, ids[-TAIL:]):
        if isinstance(token, Waiting):
            yield token
            continue
        if token in tokenizer.eos_token_ids:
            words.finalize()
            return " ".join(words.text.split())
        words.add_token(token)
        yield Text("")
        count += 1
        if count == MOST_TOKENS:
            break
    return ""
