"""How does one go on with what had to wait? A few sentences at a time, up to a question; then it is offered again."""

from collections.abc import Sequence

from localvoice.wording.manners.measure import WALL, WORDS, count_words
from localvoice.wording.manners.questions import questions

GO_ON = "Shall I go on?"
THERE_IS_MORE = "Say go on for the rest."  # where something has been asked already
OFFERS = (GO_ON, THERE_IS_MORE)


def offer(asked: bool) -> str:
    """Words that offer the rest: a question, unless one was `asked`."""
    return THERE_IS_MORE if asked else GO_ON


def portion(rest: Sequence[str], most: int) -> tuple[list[str], list[str]]:
    """Of sentences that had to wait: those that are said now, at least one, and those that wait on."""
    words, now = 0, list[str]()
    for sentence in rest:
        more = words + count_words(sentence)
        few = len(now) < most and words < WORDS * most and more <= WALL * most
        if now and not (few or more <= WORDS * most):
            break
        asked = questions(sentence)
        if len(set(asked)) > 1:
            return [*now, asked[0]], [*asked[1:], *rest[len(now) + 1 :]]
        now.append(sentence)
        words = more
        if asked:
            break
    return now, list(rest[len(now) :])


def last_offered(answer: str) -> str:
    """The offer with which an answer ends; "" for none."""
    return next((each for each in OFFERS if answer.endswith(each)), "")
