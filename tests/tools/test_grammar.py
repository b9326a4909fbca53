"""The recogniser's grammar, read back by a small JSGF reader of the test's own, and by PocketSphinx."""

import random
import re

import pocketsphinx
import pytest

from localvoice.tools.reading.grammar import jsgf
from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.slots import NUMBER
from localvoice.tools.skill import Answer, Intent, Slot
from localvoice.tools.toolbox import Toolbox

SAMPLES = 1500


class Jsgf:
    """Draws sentences from JSGF text: rules, alternatives, groups, optional parts."""

    def __init__(self, text):
        header, *lines = [line.strip() for line in text.replace("\n", " ").split(";") if line.strip()]
        assert header == "#JSGF V1.0"
        assert lines[0].startswith("grammar ")
        self.tokens, self.rules = {}, {}
        for line in lines[1:]:
            name, body = re.fullmatch(r"(?:public )?<(\w+)> = (.*)", line).groups()
            assert name not in self.rules, f"<{name}> is defined twice"
            self.tokens[name] = re.findall(r"<\w+>|[()\[\]|]|[^\s()\[\]|<>]+", body)
            left = self.tokens[name][::-1]
            self.rules[name] = self._options(left)
            assert not left, f"<{name}> has brackets that do not fit"

    def _options(self, left):
        """Alternatives, each a list of words, <rules> and (optional?, alternatives)."""
        options = [[]]
        while left and left[-1] not in ")]":
            token = left.pop()
            if token == "|":
                options.append([])
            elif token in "([":
                options[-1].append((token == "[", self._options(left)))
                assert left.pop() == {"(": ")", "[": "]"}[token]
            else:
                options[-1].append(token)
        return options

    def draw(self, chance, options=None):
        said = []
        for part in chance.choice(options or self.rules["said"]):
            if isinstance(part, tuple):
                optional, inner = part
                said += [] if optional and chance.random() < 0.5 else self.draw(chance, inner)
            elif part.startswith("<"):
                said += self.draw(chance, self.rules[part[1:-1]])
            else:
                said.append(part)
        return said


@pytest.fixture
def grammar(talk):
    return talk.toolbox.grammar()


def test_every_sentence_of_the_grammar_is_matched(talk, grammar):
    reader, chance = Jsgf(grammar), random.Random(5)
    lost = [text for _ in range(SAMPLES) if talk.toolbox.match(text := " ".join(reader.draw(chance))) is None]
    assert not lost


def test_every_rule_is_used_and_defined(grammar):
    reader = Jsgf(grammar)
    used = {token[1:-1] for tokens in reader.tokens.values() for token in tokens if token.startswith("<")}
    assert used | {"said"} == set(reader.rules)


def test_a_question_adds_its_answers_and_keeps_the_rest(talk):
    before = talk.toolbox.grammar()
    talk.say("set a timer")
    assert talk.toolbox.question == "timer_length"
    assert "<ask_timer_length>" in talk.toolbox.grammar()
    assert "<ask_timer_length>" not in before
    assert "<ask_time>" in talk.toolbox.grammar()
    talk.say("ten minutes")
    assert talk.toolbox.grammar() == before


def test_the_grammar_stays_small(grammar):
    assert len(grammar) < 40_000


def test_typed_templates_are_not_for_the_ear():
    intent = Intent("sum", ("what's {a}",), lambda slots, world: Answer(""), "", {"a": NUMBER}, typed=("blurb {a}",))
    assert "blurb" not in jsgf([intent])
    assert Matcher([intent]).match("blurb 7").slots == {"a": 7}


def test_only_requests_are_put_politely():
    asked = Intent("ask", ("the time",), lambda slots, world: Answer(""), "")
    greeted = Intent("greet", ("good morning",), lambda slots, world: Answer(""), "", request=False)
    reader, chance = Jsgf(jsgf([asked, greeted])), random.Random(0)
    drawn = {" ".join(reader.draw(chance)) for _ in range(300)}
    assert {"good morning", "the time", "please the time", "the time please"} <= drawn
    assert not {"please good morning", "good morning please"} & drawn


def test_two_slots_of_one_name_are_two_rules():
    one, other = Slot("size", "small|large", str), Slot("size", "tall|short", str)
    intent = Intent("pick", ("a {a} {b}", "{a}"), lambda slots, world: Answer(""), "", {"a": one, "b": other})
    reader, chance = Jsgf(jsgf([intent])), random.Random(0)
    drawn = {" ".join(reader.draw(chance)) for _ in range(200)}
    assert {"a small tall", "a large short", "small"} <= drawn


def test_pocketsphinx_takes_it(talk, grammar, tmp_path):
    path = tmp_path / "skills.jsgf"
    path.write_text(grammar)
    assert pocketsphinx.Jsgf(str(path)).get_rule("skills.said") is not None


def test_pocketsphinx_knows_every_word_of_every_skill(intents):
    with open(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"), encoding="utf-8") as lines:
        known = {line.split()[0] for line in lines}
    reader = Jsgf(jsgf(intents))
    words = {token for tokens in reader.tokens.values() for token in tokens if token[0] not in "<()[]|"}
    assert len(words) > 500
    assert not words - known


def test_the_toolbox_keeps_a_grammar_for_each_question(talk):
    assert talk.toolbox.grammar() is talk.toolbox.grammar()
    assert isinstance(talk.toolbox, Toolbox)
