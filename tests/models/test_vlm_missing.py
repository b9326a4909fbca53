"""A model that sees, where mlx-vlm is not installed or the folder holds none: it says what to do."""

import sys

import pytest

from localvoice.errors import EngineError
from localvoice.models import vlm


def test_without_mlx_vlm_it_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "mlx_vlm", None)
    monkeypatch.setitem(sys.modules, "mlx_vlm.utils", None)
    with pytest.raises(EngineError, match="extra “vision”"):
        vlm.load(tmp_path)


def test_a_folder_without_a_model_says_how_to_fetch_one(tmp_path):
    with pytest.raises(EngineError, match="localvoice pull"):
        vlm.load(tmp_path)
