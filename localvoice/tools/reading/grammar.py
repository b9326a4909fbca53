"""What may be said now, as one grammar for the recogniser: the trees of the templates, slots and all, put together.

The intent is not marked in it: the text that comes out is matched again (`match`), which every sentence of the
grammar passes. What stands at several places, a rule or the words of a slot, is one part.
"""

from collections.abc import Sequence

from localvoice.grammar import NOTHING, Either, Grammar, Part, Row, Said, sentence
from localvoice.tools.reading.templates import Alt, Node, Rule, Seq, Word, read, rule
from localvoice.tools.skill import Intent
from localvoice.wording.names import Names

# The rules where a name may stand as well, by its kind.
NAMED = {"person": "person", "grocery": "thing", "timer_name": "thing"}


def grammar(intents: Sequence[Intent], also: tuple[str, ...] = (), names: Names = Names()) -> Grammar:  # noqa: B008
    """All templates of these intents, with a polite word before or after a request; `also` as it is.

    `names`: what this person calls people and things.
    """
    parts = _named(names)
    requests, sentences = [], []
    for intent in (each for each in intents if each.sentences):
        templates = [_said(read(template, intent.slots), parts) for template in intent.sentences]
        (requests if intent.request else sentences).append(Part(f"ask_{intent.name}", Either(tuple(templates))))
    if requests:
        lead, tail = (Either((_said(rule(name), parts), NOTHING)) for name in ("lead", "tail"))
        sentences.append(Row((lead, Either(tuple(requests)), tail)))
    coined = {word: word for intent in intents for word in intent.coined}
    return Grammar(Either((*sentences, *map(sentence, also))), (*names.spoken, *coined.items()))


def _named(names: Names) -> dict[int, Part]:
    """The rules that names widen."""
    found: dict[int, Part] = {}
    for name, kind in NAMED.items():
        if tokens := names.tokens(kind):
            body = rule(name).body
            found[id(body)] = Part(name, Either((_said(body, {}), *tokens)))
    return found


def _said(node: Node, parts: dict[int, Part]) -> Said:
    """`parts`: those of the tree so far, by the identity of what is in them."""
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Seq):
        return Row(tuple(_said(item, parts) for item in node.items)) if node.items else NOTHING
    if isinstance(node, Alt):
        return Either(tuple(_said(item, parts) for item in node.items))
    if isinstance(node.body, Word | Rule):
        return _said(node.body, parts)
    if id(node.body) not in parts:
        name = node.name if isinstance(node, Rule) else node.slot.name
        parts[id(node.body)] = Part(name, _said(node.body, parts))
    return parts[id(node.body)]
