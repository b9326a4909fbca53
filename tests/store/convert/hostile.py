"""What can be done to the bytes of a file? Cut, flipped, or given numbers that no file means; by a fixed dice."""

import random
import shutil
import struct

from localvoice.errors import StoreError

ABSURD = [struct.pack("<Q", value) for value in (0, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)]


def cut(data, count):
    """The data, cut at `count` places from the first to the last byte."""
    return [data[: len(data) * place // count] for place in range(count)]


def flipped(data, count, within):
    """`count` copies with one to three bytes of the first `within` changed."""
    dice = random.Random(1)
    for _ in range(count):
        copy = bytearray(data)
        for _ in range(dice.randint(1, 3)):
            copy[dice.randrange(min(within, len(data)))] ^= 1 << dice.randrange(8)
        yield bytes(copy)


def absurd(data, count, within):
    """`count` copies with an absurd number written over eight bytes of the first `within`."""
    dice = random.Random(2)
    for _ in range(count):
        place = dice.randrange(min(within, len(data) - 8))
        yield data[:place] + dice.choice(ABSURD) + data[place + 8 :]


def outcome(convert, source, into):
    """ "" when it is converted, else the sentence of the refusal; whatever else is raised comes out."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    try:
        convert(source, into)
    except StoreError as error:
        return str(error)
    return ""
