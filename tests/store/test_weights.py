"""weights.toml as shipped, and as somebody might misspell it."""

from importlib.util import find_spec

import pytest

from localvoice.errors import BadInput, StoreError
from localvoice.store import weights

SHIPPED = weights.read(weights.path())


@pytest.mark.parametrize("name", SHIPPED.models)
def test_every_model_has_a_family_that_exists(name):
    assert find_spec(f"localvoice.models.{SHIPPED.models[name].family}")


def test_the_starter_needs_no_download():
    assert SHIPPED.profile("starter").recogniser == "pocketsphinx"


def test_an_unknown_profile_lists_the_known_ones():
    with pytest.raises(BadInput, match="starter"):
        SHIPPED.profile("premium")


GOOD = '[models.w]\nfamily="whisper"\nroles=["recogniser"]\nlicence="MIT"\nlanguages=["en"]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("licence", "license"), "unknown.*license"),
        (GOOD.replace('licence="MIT"\n', ""), "lacks.*licence"),
        (GOOD + '[profiles.p]\nabout=""\nrecogniser="w"\nvoice="w"\n', "as voice"),
        ("models = [", "cannot be read"),
    ],
)
def test_a_mistake_names_itself(tmp_path, text, message):
    file = tmp_path / "weights.toml"
    file.write_text(text)
    with pytest.raises(StoreError, match=message):
        weights.read(file)
