"""How does MLX keep quantized weights? Groups of 32 small integers with a scale and a bias each: w = scale * q + bias.

llama.cpp's simple blocks are the same thing in another order, so their integers are kept as they are, and nothing is
rounded: scales are float16 there as here, and a bias is a scale times a power of two. Layouts: ggml-common.h of
llama.cpp (block_q4_0 …), and MLX's `quantized_matmul`, whose integers are one stream of bits, the lowest first.
"""

from typing import NamedTuple

import numpy as np

GROUP = 32


class Block(NamedTuple):
    """One of llama.cpp's blocks of 32 elements."""

    bits: int
    bytes: int
    least: bool  # it has a smallest value beside its scale
    middle: int  # else the integer that means 0


BLOCKS = {
    "Q4_0": Block(4, 18, False, 8),
    "Q4_1": Block(4, 20, True, 0),
    "Q5_0": Block(5, 22, False, 16),
    "Q5_1": Block(5, 24, True, 0),
    "Q8_0": Block(8, 34, False, 128),
}


class Affine(NamedTuple):
    """(rows, columns * bits / 32) uint32; (rows, columns / 32) float16, twice."""

    weight: np.ndarray
    scales: np.ndarray
    biases: np.ndarray
    bits: int


def affine(kind: str, raw: np.ndarray) -> Affine:
    """The blocks of `kind`, one of BLOCKS, as MLX keeps them. `raw`: (rows, bytes of a row) uint8."""
    block = BLOCKS[kind]
    rows = len(raw)
    blocks = np.ascontiguousarray(raw).reshape(rows, -1, block.bytes)
    scales = _halves(blocks[:, :, 0:2])
    if block.least:
        biases = _halves(blocks[:, :, 2:4])
    else:
        with np.errstate(over="ignore", invalid="ignore"):
            biases = scales * np.float16(-block.middle)
    integers = _integers(block, blocks[:, :, 4 if block.least else 2 :])
    return Affine(_packed(integers.reshape(rows, -1), block.bits), scales, biases, block.bits)


def _halves(raw: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(raw).view("<f2")[:, :, 0]


def _integers(block: Block, raw: np.ndarray) -> np.ndarray:
    """(rows, blocks, 32) uint8, in order. In nibbles the first 16 lie low, the others high; fifth bits come before."""
    if block.bits == 8:
        return raw ^ 0x80  # signed → from 0 to 255
    nibbles = raw[:, :, -16:]
    integers = np.concatenate([nibbles & 15, nibbles >> 4], axis=2)
    if block.bits == 5:
        integers |= np.unpackbits(raw[:, :, :4], axis=2, bitorder="little") << 4
    return integers


def _packed(integers: np.ndarray, bits: int) -> np.ndarray:
    """(rows, columns) below 2 ** bits → one stream of bits in each row, as uint32."""
    if bits == 4:
        integers = integers[:, 0::2] | integers[:, 1::2] << 4
    elif bits != 8:
        streams = []
        for row in integers:  # one by one: a byte for each bit is much
            each = np.unpackbits(row[:, None], axis=1, count=bits, bitorder="little")
            streams.append(np.packbits(each, bitorder="little"))
        integers = np.stack(streams)
    return np.ascontiguousarray(integers).view("<u4")
