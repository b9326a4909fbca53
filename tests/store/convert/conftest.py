"""What the converters' tests get: a folder with a small model of a foreign format, and how it is refused."""

import pytest

from localvoice.errors import StoreError


@pytest.fixture
def refused(tmp_path):
    """Call it with a converter and a folder: the one sentence with which it refuses; any other error fails the test."""

    def refuse(convert, source):
        into = tmp_path / "into"
        into.mkdir(exist_ok=True)
        with pytest.raises(StoreError) as told:
            convert(source, into)
        sentence = str(told.value)
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert sentence.isprintable()
        assert len(sentence) < 400
        return sentence

    return refuse
