"""What may be said now, as one JSGF grammar for the recogniser.

The intent is not marked in it: the text that comes out is matched again (`match`), which every sentence of the
grammar passes. Rules are written once and only when used; slots become rules.
JSGF: https://www.w3.org/TR/jsgf/ (the plain subset that PocketSphinx reads).
"""

from collections.abc import Iterable

from localvoice.tools.reading.templates import NOTHING, Alt, Node, Rule, Seq, Word, read, rule
from localvoice.tools.skill import Intent


def jsgf(intents: Iterable[Intent], also: tuple[str, ...] = ()) -> str:
    """The grammar of all templates of these intents, with a polite word before or after a request; `also` as it is."""
    grammar = _Grammar()
    requests, sentences = [], []
    for intent in intents:
        templates = [grammar.written(read(template, intent.slots)) for template in intent.sentences]
        said = grammar.rule(f"ask_{intent.name}", intent, " | ".join(templates))
        (requests if intent.request else sentences).append(said)
    if requests:
        lead, tail = grammar.written(rule("lead")), grammar.written(rule("tail"))
        sentences.append(f"[{lead}] ({' | '.join(requests)}) [{tail}]")
    return (
        "#JSGF V1.0;\ngrammar skills;\n"
        + "".join(f"<{name}> = {body};\n" for name, body in grammar.rules.items())
        + f"public <said> = {' | '.join([*sentences, *also])};\n"
    )


class _Grammar:
    """The rules written so far."""

    def __init__(self) -> None:
        self.rules: dict[str, str] = {}
        self._names: dict[int, str] = {}  # what already has a rule, by identity

    def rule(self, name: str, thing: object, body: str) -> str:
        while name in self.rules:  # another slot of the same name
            name += "_"
        self.rules[name] = body
        self._names[id(thing)] = name
        return f"<{name}>"

    def written(self, node: Node) -> str:
        if isinstance(node, Word):
            return node.text
        if isinstance(node, Seq):
            return " ".join(self._grouped(item) for item in node.items)
        if isinstance(node, Alt):
            return self._alternatives(node)
        if isinstance(node.body, Word | Rule):
            return self.written(node.body)
        if id(node.body) in self._names:
            return f"<{self._names[id(node.body)]}>"
        name = node.name if isinstance(node, Rule) else f"slot_{node.slot.name}"
        return self.rule(name, node.body, self.written(node.body))

    def _grouped(self, node: Node) -> str:
        text = self.written(node)
        return f"({text})" if isinstance(node, Alt) and NOTHING not in node.items else text

    def _alternatives(self, node: Alt) -> str:
        text = " | ".join(self.written(item) for item in node.items if item is not NOTHING)
        return f"[{text}]" if NOTHING in node.items else text
