"""How much do words sound alike? Phones in CMUdict's notation, compared one by one, for many words and places at once.

Edit distance (Wagner and Fischer, JACM 21, 1974): a phone that is often taken for another costs half of one that is
not, and a weak vowel or a flap is soon lost or put in.
"""

from collections.abc import Mapping, Sequence

import numpy as np

CLASSES = (  # phones that are confused more easily with each other than with the rest
    *("IY IH EY EH", "AE EH AH", "AA AO AH OW", "UW UH AH", "AY AA", "AW AO", "ER R AH"),
    *("P B", "T D", "K G", "F V TH", "S Z SH", "TH DH D", "CH JH SH", "M N NG", "L R W", "ZH JH SH"),
)
CLOSE, OTHER = 0.5, 1.0  # in place of a phone: one of its class, any other
WEAK, LOST = 0.5, 0.8  # a phone too many or too few: one of EASY, any other
EASY = ("AH", "IH", "ER", "HH", "T", "D")
_NAMES = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
PHONES: tuple[str, ...] = tuple(_NAMES.split())
LONGER = 4  # phones more than a word has that may stand in its place
LETTERS = {  # how each letter or pair of letters is mostly said, for a word that is in no dictionary
    "ch": "CH", "ck": "K", "ee": "IY", "ea": "IY", "ng": "NG", "oo": "UW", "ou": "AW", "ow": "OW", "ph": "F",
    "qu": "K W", "sh": "SH", "th": "TH", "ai": "EY", "ay": "EY", "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH",
    "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P",
    "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V", "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
Phones = tuple[str, ...]
Fit = tuple[int, float]  # phone after the last of a stretch, how many phones differ


def guessed(word: str) -> Phones:
    """How a word is probably said, from its letters."""
    phones: list[str] = []
    while word:
        size = 2 if word[:2] in LETTERS else 1
        phones += LETTERS.get(word[:size], "").split()
        word = word[size:]
    return tuple(phones)


def distance(one: Sequence[str], other: Sequence[str]) -> float:
    """How many phones differ between two rows."""
    costs = _aligned(_numbers([one]), np.array([len(one)]), _numbers([other])[0], len(other), starts=1)
    return float(costs[0, 0, len(other)])


def fits(said: Mapping[str, Sequence[Phones]], heard: Sequence[str], share: float) -> dict[tuple[str, int], list[Fit]]:
    """Word and first phone → each stretch of the heard phones that could be the word: at most a `share` of it differs.

    `said`: the words with their pronunciations. 800 words in a sentence of 12 take 30 ms.
    """
    owners = [word for word, ways in said.items() for _ in ways]
    ways = [phones for each in said.values() for phones in each]
    sizes = np.array([len(phones) for phones in ways])
    starts, width = len(heard) + 1, int(sizes.max(initial=0)) + LONGER
    costs = _aligned(_numbers(ways), sizes, _numbers([heard])[0], width, starts)
    found: dict[tuple[str, int], list[Fit]] = {}
    for way, start, more in zip(*np.nonzero(costs <= share * sizes[:, None, None]), strict=True):
        if more:
            fit = int(start + more), float(costs[way, start, more])
            found.setdefault((owners[way], int(start)), []).append(fit)
    return found


def _numbers(rows: Sequence[Sequence[str]]) -> np.ndarray:
    """(rows, longest) places in PHONES; shorter rows are filled up with the place after the last."""
    table = np.full((len(rows), max(map(len, rows), default=0)), len(PHONES))
    for row, phones in zip(table, rows, strict=True):
        row[: len(phones)] = [PHONES.index(phone) for phone in phones]
    return table


def _aligned(ways: np.ndarray, sizes: np.ndarray, heard: np.ndarray, width: int, starts: int) -> np.ndarray:
    """(ways, starts, width + 1) float32: what differs between each way and so many phones from each start on."""
    lost = np.array([WEAK if phone in EASY else LOST for phone in PHONES] + [np.inf], np.float32)
    ahead = np.concatenate([heard, np.full(width, len(PHONES))])
    beside = [ahead[more : more + starts] for more in range(width)]  # the phone at this distance from each start
    row = np.zeros((width + 1, len(ways), starts), np.float32)
    for more in range(width):
        row[more + 1] = row[more] + lost[beside[more]]
    result = np.where(sizes[:, None] == 0, row, np.inf)
    for place in range(ways.shape[1]):
        here = ways[:, place]
        before, row = row, row + lost[here][None, :, None]
        for more in range(width):
            instead = before[more] + UNLIKE[here[:, None], beside[more]]
            put_in = row[more] + lost[beside[more]]
            np.minimum(row[more + 1], np.minimum(instead, put_in), out=row[more + 1])
        result = np.where(sizes[:, None] == place + 1, row, result)
    return result.transpose(1, 2, 0)


def _unlike() -> np.ndarray:
    """(phones + 1, phones + 1): what one costs in place of another; nothing stands in place of the end."""
    table = np.full((len(PHONES) + 1, len(PHONES) + 1), OTHER, np.float32)
    for names in CLASSES:
        alike = [PHONES.index(phone) for phone in names.split()]
        table[np.ix_(alike, alike)] = CLOSE
    np.fill_diagonal(table, 0.0)
    table[-1, :] = table[:, -1] = np.inf
    return table


UNLIKE = _unlike()
