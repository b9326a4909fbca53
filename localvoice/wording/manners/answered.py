"""Has a question lost its point? It has when the person's words answer it, ask something else, or want no more of it.

By words alone, and English: a number answers "how many", a day or an hour "when", the question's own noun any of them.
"""

import re

COUNT = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|couple|"
    r"few|dozen|both|just me|myself|alone|nobody|none)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|noon|midday|afternoon|evening|"
    r"night|"
    r"midnight|o'clock|now|later|week(?:end)?|month|january|february|march|april|may|june|july|august|september|"
    r"october|"
    r"november|december|half past|quarter (?:past|to)|at \w+|\d{1,2}(?::\d\d)? ?[ap]\.?m|\d{1,2}:\d\d)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"\b(?:my name(?:['’]s| is)|i(?:['’]m| am) \w+|this is \w+|under \w+|call me)\b", re.IGNORECASE)
KINDS = (
    (re.compile(r"\bhow (?:many|much|old)\b|\bnumber of\b", re.IGNORECASE), COUNT),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:time|day|date)\b|\bhow (?:soon|long)\b", re.IGNORECASE), TIME),
    (re.compile(r"\byour name\b|\bwho am i\b|\bname shall\b", re.IGNORECASE), NAME),
)
ELSE = re.compile(
    r"^(?:and |so |but |wait |okay |ok |no |oh |hey )*(?:(?:what|when|where|who|which|why|how)\b|(?:do|does|did|is|"
    r"are|was|were|can|"
    r"could|will|would|should|shall)(?:n['’]t)? (?:you|i|it|there|that|this|we|they|the)\b|never ?mind|forget (?:it|"
    r"that)|stop\b|"
    r"cancel\b|that['’]?s (?:all|enough|it)\b|enough\b|goodbye|bye\b|no thanks?\b|leave it)",
    re.IGNORECASE,
)
SMALL = frozenset({
    "about", "also", "anything", "could", "does", "else", "from", "going", "have", "know", "like", "long", "make",
    "many", "much", "need", "please", "prefer", "shall", "should", "some", "tell", "than", "that", "them", "then",
    "there", "they", "this", "want", "what", "when", "where", "which", "will", "with", "would", "your", "yours",
})  # fmt: skip


def answered(question: str, said: str) -> bool:
    """Need this question not be asked any more, after these words of the person?"""
    if said.rstrip().endswith("?") or ELSE.match(said.strip()):
        return True
    if any(asks.search(question) and tells.search(said) for asks, tells in KINDS):
        return True
    return bool(_things(question) & _things(said))


def _things(text: str) -> set[str]:
    """The words that say what a text is about, without the ends that change."""
    words = re.findall(r"[^\W\d_]{4,}", text.lower())
    return {re.sub(r"(?:ies|es|y|s|ing|ed)$", "", word) for word in words if word not in SMALL}
