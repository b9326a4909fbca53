"""Moonshine's tokenizer.bin: pieces to text, and damaged files that are refused."""

import pytest

from localvoice.errors import EngineError
from localvoice.models.moonshine.tokens import read

PIECES = [b"<unk>", b"<s>", b"</s>", b"", *(bytes([one]) for one in range(256)), "▁tea".encode(), b"pot", b"<<ST_0>>"]
TEA, POT = 4 + 256, 4 + 257


def written(pieces):
    """The file that holds them."""
    content = b""
    for piece in pieces:
        size = len(piece)
        content += bytes([size] if size < 128 else [128 + size % 128, size // 128]) + piece
    return content


@pytest.fixture
def file(tmp_path):
    return tmp_path / "tokenizer.bin"


def test_pieces_join_to_words_and_bytes_to_letters(file):
    long = b"x" * 1000
    file.write_bytes(written([*PIECES, long]))
    tokens = read(file)
    assert tokens.text([TEA, POT, TEA]) == "teapot tea"
    assert tokens.text([TEA, *(4 + one for one in " für".encode())]) == "tea für"
    assert tokens.text([len(PIECES)]) == long.decode()
    assert len(tokens) == len(PIECES) + 1


def test_half_a_letter_is_not_shown(file):
    file.write_bytes(written(PIECES))
    assert read(file).text([TEA, 4 + "ü".encode()[0]]) == "tea"


def test_signs_are_no_text(file):
    file.write_bytes(written(PIECES))
    assert read(file).signs == [0, 1, 2, len(PIECES) - 1]


@pytest.mark.parametrize("content", [b"", b"\x05<unk>", written(PIECES)[:-1], written(PIECES)[1:], b"\xff"])
def test_a_damaged_file_is_refused_in_one_sentence(file, content):
    file.write_bytes(content)
    with pytest.raises(EngineError, match=r"tokens in .* cannot be read .*; fetch it again"):
        read(file)


def test_a_missing_file_is_refused(file):
    with pytest.raises(EngineError, match="cannot be read"):
        read(file)


def test_a_file_of_nothing_but_tokens_without_text_is_refused(file):
    file.write_bytes(written(PIECES) + bytes(2_000_000))
    with pytest.raises(EngineError, match="cannot be read"):
        read(file)
