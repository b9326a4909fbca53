"""Written text goes in whole or chopped at random; phrases come out, the same ones for any chopping."""

import random

import pytest

from localvoice.wording.phrases import HARD_CHARS, LONG_CHARS, Cutter, Phrase, phrases, speak_phrases
from localvoice.wording.spoken import speakable
from localvoice.wording.spoken.markup import CODE

ANSWER = """# Pasta for two

Here's a recipe, e.g. for tonight, that takes about 3.5 hours:

- 200 g pasta (ca. 2 handfuls. Really.)
- 2 tbsp olive oil

1. Boil the water. Add salt.
2. Wait 8-10 min.
   - Stir often!
10. Serve at 10:30 p.m. EST.

> Dr. Smith of the U.S. Army paid $1,200.50 for it.
> "Stop!" he said. It was No. 5, on Jan. 3.

| Name | Age |
|------|-----|
| Bob  | 3   |

```python
print("Hi. There")

x = 1
```

**That's all!** 😊 See [the docs](https://a.org/b.c?d=e). Yes. OK... fine?! 5 people left. *Bye.*
"""

SAMPLES = [
    ANSWER,
    "Sure, I can do that. There are 3.5 apples.",
    "1.\n2.\n3.",
    "- a\n-5 is cold\n---\n***\n**bold**\n*slanted* line",
    "```\nunfinished",
    "``not a fence`` here. `x` There",
    "Use this: ```python\nimport random\n\ndef roll():\n    return 1\n``` This rolls. ```\nx\n```",
    "One two three four five six seven eight nine ten eleven twelve ```\nx``` and then ```y``` it ends ```",
    "Ends with ```js",
    "````md\n```py\nx\n```\n```` Nested.",
    "word " * 200,
    "x" * 2000,
    "他来了。你好吗？我很好。",
    "A. B. C. D.\r\n\r\nE\r\nF",
    "(" * 400 + ". A",
    "Wait... What? No. 5! I live in the U.S. It is p.m. Monday. At 5 p.m. Monday. Inc. The end",
    "\n\n  \n",
    "",
]


def whole(text, first_words=12):
    return list(phrases(text, first_words))


def chopped(text, rng, largest):
    cutter, found, at = Cutter(), [], 0
    while at < len(text):
        step = rng.randint(1, largest)
        found += cutter.feed(text[at : at + step])
        at += step
    return found + cutter.end()


@pytest.mark.parametrize("text", SAMPLES)
def test_the_stream_gives_the_same_phrases_as_the_whole(text):
    rng = random.Random(3)
    for largest in (1, 2, 7, 40):
        assert chopped(text, rng, largest) == whole(text)


def test_the_stream_gives_the_same_phrases_for_random_texts():
    rng = random.Random(11)
    pieces = [
        *" \n.,:;!?-–—*_`#>|()[]\"'1a",
        "\n\n",
        "\n- ",
        "\n1. ",
        "```",
        "Dr. ",
        "U.S. ",
        "He ",
        "3.5",
        "p.m. ",
        "😊",
        "。",
    ]
    for _ in range(400):
        text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 60)))
        assert chopped(text, rng, 5) == whole(text), text
        assert "".join("".join(whole(text)).split()) == "".join(text.split()), text


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("first_words", [0, 1, 4, 12])
def test_nothing_but_white_space_is_lost(text, first_words):
    found = whole(text, first_words)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(phrase == phrase.strip() != "" for phrase in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 3.5 at 10:30 for $1,200.50.",
        "Dr. Smith met Mr. and Mrs. Jones of the U.S. Army vs. Prof. X.",
        "See e.g. Apple, i.e. https://a.org/b.C?d=E. or No. 5, p. 3, Fig. 2.",
        "It ended at 7 p.m. EST and again at 5 p.m. Monday.",
        "It was (as usual. Or not.) very good.",
        "J. R. R. Tolkien lived in St. Louis on Jan. 5.",
        "Version 2.0.1 costs approx. 5 euros.",
        "go to example.com. and ask",
        "It's fine... or not",
    ],
)
def test_what_belongs_together_is_not_cut(sentence):
    assert whole(sentence, first_words=0) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Yes.", "No.", "OK.", "So do I.", "It was Bob.", "He left."],
        ["I live in the U.S.", "She works for IBM Inc.", "The end is at 7 p.m.", "Then we go."],
        [
            'He said "Stop!"',
            "Then (maybe) he left.",
            '"Bye."',
            "(Really.)",
            "[Sure.]",
            "*Fine.*",
            "**Bold!**",
            "_Low._",
            "End.",
        ],
        ["Great! 😊", "Let me see.", "That is it. 🎉🎉", "Bye."],
        ["It rains.", "5 people came for $3.", "12 left.", "2. Second thing."],
        ["A fact.[1]", "Another.[^2]", "Done."],
        ["Wait...", "What?!", "I see!"],
    ],
)
def test_sentences_are_phrases(sentences):
    assert whole(" ".join(sentences), first_words=0) == sentences


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Sure, I can do that. There is more.", "Sure, I can do that."),
        ("On Monday, it will rain.", "On Monday,"),
        ("Here you go: a list.", "Here you go:"),
        ("I think — well, no.", "I think —"),
        ("On July 4, 1776, it began.", "On July 4, 1776,"),
        ("It is cold, e.g., today.", "It is cold,"),
        ("For fruit, e.g., apples", "For fruit,"),
        ("Mr. Smith, Jr. said so, twice.", "Mr. Smith, Jr. said so,"),
        ("Open (first, the lid), then wait.", "Open (first, the lid),"),
        ("Run `a b, c`, then wait.", "Run `a b, c`,"),
        ("one two three four five six seven and nine ten eleven twelve thirteen", "one two three four five six seven"),
        (
            "one two three four five six seven 8 nine ten 11 12 13 14 last word",
            "one two three four five six seven 8 nine ten 11 12 13 14 last",
        ),
        ("# A heading, with a comma", "# A heading, with a comma"),
        ("| a b, c | d e, f |", "| a b, c | d e, f |"),
        ("```x``` is code, you know", "```x``` is code,"),
    ],
)
def test_the_first_phrase_may_end_early_at_a_clause(text, first):
    assert whole(text)[0] == first


def test_only_the_first_phrase_ends_early():
    text = "Well then, here it is. On Monday, it will rain, and on Tuesday, it will not."
    assert whole(text) == ["Well then,", "here it is.", "On Monday, it will rain, and on Tuesday, it will not."]
    assert whole(text, first_words=0)[0] == "Well then, here it is."


def test_the_first_phrase_is_out_before_its_sentence_is():
    cutter = Cutter(first_words=4)
    assert cutter.feed("The weather in Paris") == []
    assert cutter.feed(" i") == ["The weather in Paris"]
    assert cutter.feed("s fine. ") == []
    assert cutter.end() == ["is fine."]


def test_a_sentence_is_out_with_the_first_letter_of_the_next():
    cutter = Cutter()
    assert cutter.feed("Sure. ") == []
    assert cutter.feed("I") == ["Sure."]
    assert cutter.feed(" can") == []
    assert cutter.end() == ["I can"]


def test_a_cutter_can_be_used_again_after_the_end():
    cutter = Cutter()
    for _ in range(2):
        assert [*cutter.feed("Of course, I will."), *cutter.end()] == ["Of course,", "I will."]


def test_a_very_long_sentence_is_cut_at_clauses_and_words():
    clauses = whole("The quick brown fox jumps over the lazy dog, " * 12 + "and it ends.", first_words=0)
    assert all(clause.endswith((",", "ends.")) and len(clause) <= LONG_CHARS for clause in clauses)
    words = whole("word " * 200, first_words=0)
    assert all(set(piece.split()) == {"word"} and len(piece) <= LONG_CHARS for piece in words)
    assert max(map(len, whole("x" * 2000))) <= HARD_CHARS + 1


def test_markdown_blocks_are_phrases_of_their_own():
    found = whole(ANSWER)
    assert found[0] == "# Pasta for two"
    for item in ("- 200 g pasta (ca. 2 handfuls. Really.)", "1. Boil the water.", "- Stir often!", "| Bob  | 3   |"):
        assert item in found
    assert "10. Serve at 10:30 p.m. EST." in found
    assert '```python\nprint("Hi. There")\n\nx = 1\n```' in found


def test_numbered_lists_are_not_broken():
    assert whole("Do this: 1. Milk 2. Eggs. 3. Bread") == ["Do this:", "1. Milk 2. Eggs.", "3. Bread"]
    assert whole("1. Milk\n2. Eggs\n\n3) Bread") == ["1. Milk", "2. Eggs", "3) Bread"]
    assert whole("1.\n2.\n3.") == ["1.", "2.", "3."]


def test_lines_of_a_paragraph_belong_together():
    assert whole("one\ntwo\n-5 three\n1.5 four", first_words=0) == ["one\ntwo\n-5 three\n1.5 four"]
    assert whole("> one\n> two", first_words=0) == ["> one\n> two"]


def test_what_is_said_follows_what_is_written():
    said = list(speak_phrases(ANSWER))
    assert said[0] == Phrase("# Pasta for two", "Pasta for two.")
    spoken = {phrase.text: phrase.spoken for phrase in said}
    assert spoken["- 200 g pasta (ca. 2 handfuls. Really.)"] == "two hundred grams pasta (about two handfuls. Really.)"
    assert spoken["1. Boil the water."] == "one, Boil the water."
    assert spoken["10. Serve at 10:30 p.m. EST."] == "ten, Serve at ten thirty PM EST."
    assert spoken["5 people left."] == "five people left."
    assert CODE in spoken.values()
    assert "|------|-----|" not in spoken  # nothing to say
    assert all(phrase.spoken for phrase in said)


def test_speaking_phrases_of_a_stream_equals_speaking_the_whole():
    assert list(speak_phrases(iter(ANSWER))) == list(speak_phrases(ANSWER))


def test_cutting_then_speaking_says_the_same_words_as_speaking_the_whole():
    text = "It costs $3.50, i.e. 3 euros. At 7 p.m. Dr. Smith leaves; call 555-123-4567. We won 3-2 in 1999."
    apart = " ".join(phrase.spoken for phrase in speak_phrases(text, first_words=0))
    assert apart == speakable(text)
