"""Does a text go round in circles? When its end repeats what stands before, or nobody says so much in the time."""

LOOPS = 4  # the same words so many times in a row,
LOOP_TOKENS = 12  # and so many tokens of it, are a circle
# Letters a second. Nobody says more than the first; as many as the second are quick speech (readings have 12 to 15 in a
# second of voice), so that what comes twice or more within it was said once.
FASTEST, TWICE_FASTEST = 24.0, 12.0


def circling(tokens: list[int]) -> int:
    """How many tokens at the end only repeat what is before them? 0 unless they go round in circles."""
    for size in range(1, len(tokens) // LOOPS + 1):
        rounds = max(LOOPS, -(-LOOP_TOKENS // size))
        if len(tokens) >= rounds * size and tokens[-rounds * size :] == tokens[-size:] * rounds:
            return (rounds - 1) * size
    return 0


def once(text: str, seconds: float) -> str:
    """The text; its first round, where it is the same several times and cannot have been said so often in the time."""
    words = text.split()
    if _letters(text) > TWICE_FASTEST * seconds:
        plain = ["".join(filter(str.isalnum, word)).casefold() for word in words]
        for size in range(1, len(words) // 2 + 1):
            if len(words) % size == 0 and plain == plain[:size] * (len(words) // size):
                return " ".join(words[:size])
    return text


def too_fast(text: str, seconds: float) -> bool:
    """Are these more letters than anybody says in so many seconds?"""
    return _letters(text) > FASTEST * seconds


def _letters(text: str) -> int:
    return len("".join(text.split()))
