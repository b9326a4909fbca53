"""Which letters were said? Their names, words that begin with them, "double" before a letter, "as in" behind one.

The alphabet whose words are known in any number is the one of the ICAO (Annex 10, volume II).
"""

import re

_ALPHABET = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo"
    " sierra tango uniform victor whiskey x_ray yankee zulu"
)
ICAO = {word.replace("_", " "): word[0] for word in _ALPHABET.split()}
LONGEST = 12  # letters that are heard in one go
# What else people say for a letter on the telephone. Fewer than FEWEST of them in a row may be a name.
_TELEPHONE = (
    "able adam albert alfred alice amsterdam anna apple arthur baker banana barbara ben bertha betty bob boy brian bus"
    " car carol casablanca cat charles chicken china christopher daniel david december denmark dog donald door dora"
    " easy edward egg elephant elizabeth ellen emil emma england eric family father february fish florida fox frank"
    " frederick freddie friday garden george germany glass gold good grandmother green harry hat hello henry home"
    " horse house ice ida igloo ink isaac isabel island italy jack james january jane japan jerusalem jig jim john"
    " joseph kangaroo kate keith kevin kilogram king kitchen kitty larry laura lemon lincoln lion london lisa louis"
    " love lucy madagascar man margaret maria mark martha martin mary michael milk monday money moon mother mouse"
    " mountain music nan nancy nelly new_york nicholas norway nora number nuts ocean october oliver olivia one open"
    " orange oslo oxford paris parrot patrick paul pen peter philip pizza poland quality queen queenie question quick"
    " quiet rabbit rachel red richard river robert roger roma rome rose sam samuel santiago saturday school simon"
    " snake south spain steven sugar summer sun sunday susan table tango television thomas tiger tim tom tommy train"
    " tree tuesday turkey ulysses umbrella uncle under union united university upper ursula vanilla victor victoria"
    " video vienna village vincent violin water wednesday wendy west william winter wolf woman yacht yellow yesterday"
    " yoga yogurt yoke york young yvonne zebra zero zigzag zoo zurich"
)
TELEPHONE = {word.replace("_", " "): word[0] for word in _TELEPHONE.split() if word not in ICAO}
FEWEST = 3
_NAMES = f"{'|'.join('abcdefghijklmnopqrstuvwxyz')}|zed"
_CODE = "|".join(ICAO)


def _row(one: str, least: int = 2) -> str:
    return f"{one} " * least + f"[{one}] " * (LONGEST - least)


# Nobody mixes the two, and a recogniser that may hears two letters in the word for one ("t u o" for "kilo").
RULE = "|".join(_row(f"({one})") for one in (_NAMES, _CODE))
_WORDS_FOR = "|".join(dict.fromkeys([*ICAO, *TELEPHONE]))
# With a word for each letter, and without: where such words were asked for.
AS_IN = f"({_NAMES}) as in ({_WORDS_FOR})"
IN_WORDS = "|".join((_row(AS_IN), _row(f"({_WORDS_FOR})", FEWEST), _row(f"({_NAMES})", FEWEST)))
# What mends a name: all of it, or one letter, without a word for each, which might be any sentence.
MENDS = f"{_row(AS_IN)}|{AS_IN} [not ({_NAMES}) [as in ({_WORDS_FOR})]]"
_SAID = {**{letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"}, "zed": "z", "zee": "z", **ICAO, "xray": "x"}
# As ears write it, too: "E as an Edward", "V is in Victor"; in a row "you as in uncle. And as in Nancy".
_AS_IN = re.compile(r"\b(?:([a-z]|zed|zee)[.,]? )?(?:as in|as an|is in|and in|like|for) (x ray|\w+)")
_IN_A_ROW = re.compile(r"(?<!\S)(?:([a-z]+)[.,]? )(?:[a-z]+[.,]? )??(?:as in|as an|is in|is an) (x ray|\w+)")
_UNSAYABLE = re.compile(r"[b-df-hj-np-tv-xz]{2,3}")  # letters that an ear has written in one: "ng u y e n"
_ANY = sorted({*_SAID, *TELEPHONE}, key=len, reverse=True)
_WORDS = re.compile(rf"(?:{'|'.join(_ANY)}|\w+)(?!\w)")


def letters(words: str) -> str | None:
    """ "k as in kilo, s e n double l" → "ksenll"; None when something else is among them."""
    found, twice = "", False
    named, telephoned, glued = False, False, False  # is there a letter's own name, a word of the telephone, a "ng"?
    text = words.lower().replace("-", " ")
    row = len(_IN_A_ROW.findall(text)) > 1
    for word in _WORDS.findall((_IN_A_ROW if row else _AS_IN).sub(_first, text)):
        if word == "double":
            twice = True
        elif word not in ("and", "then"):
            letter = _SAID.get(word) or TELEPHONE.get(word) or (word if _UNSAYABLE.fullmatch(word) else None)
            if letter is None:
                return None
            named, telephoned = named or len(word) == 1, telephoned or word in TELEPHONE
            glued = glued or len(letter) > 1
            found, twice = found + letter * (1 + twice), False
    name = telephoned and (named or len(found) < FEWEST)  # of somebody: nobody mixes these with letters
    return found if len(found) > 1 and not name and (named or not glued) else None


def _first(said: re.Match[str]) -> str:
    """The letter with which the word begins, which is heard better than its name; an X is in the middle of many."""
    name, word = said.groups()
    return "x" if name == "x" and "x" in word else word[0]
