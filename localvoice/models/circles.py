"""Does a text go round in circles? When its last tokens only repeat, in a row, what stands before them."""

LOOPS = 4  # the same words so many times in a row,
LOOP_TOKENS = 12  # and so many tokens of it, are a circle


def circling(tokens: list[int]) -> int:
    """How many tokens at the end only repeat what is before them? 0 unless they go round in circles."""
    for size in range(1, len(tokens) // LOOPS + 1):
        rounds = max(LOOPS, -(-LOOP_TOKENS // size))
        if len(tokens) >= rounds * size and tokens[-rounds * size :] == tokens[-size:] * rounds:
            return (rounds - 1) * size
    return 0
