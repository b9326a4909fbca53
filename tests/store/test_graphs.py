"""Graphs of ONNX Runtime are weights, too: looked at before they are kept, in both of their forms."""

import pytest

from localvoice.errors import StoreError
from localvoice.store.contents import check

GOOD = {"model.onnx": b"\x08\x08\x12\x00", "model.ort": b"\x10\x00\x00\x00ORTM\x00"}


@pytest.mark.parametrize("name", GOOD)
def test_a_folder_with_a_graph_has_weights(name, tmp_path):
    (tmp_path / name).write_bytes(GOOD[name])
    check(tmp_path, [name])


@pytest.mark.parametrize("name", GOOD)
def test_what_only_has_the_name_of_a_graph_is_refused(name, tmp_path):
    (tmp_path / name).write_bytes(b"<html>not found")
    with pytest.raises(StoreError, match="is no model"):
        check(tmp_path, [name])


def test_a_folder_without_any_has_none(tmp_path):
    with pytest.raises(StoreError, match="no weights"):
        check(tmp_path, [])
