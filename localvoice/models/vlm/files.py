"""What do a folder's own files say about pictures and about the end of an answer? All of it is optional."""

import json
from pathlib import Path
from typing import Any

SIDES = 1 << 30  # pixels: no limit


def settings(folder: Path) -> dict[str, Any]:
    """How pictures are prepared."""
    return read(folder / "preprocessor_config.json") | read(folder / "processor_config.json").get("image_processor", {})


def sizes(given: dict[str, Any]) -> tuple[int, int]:
    """The fewest and the most pixels of a picture."""
    size = given.get("size") or {}
    least = given.get("min_pixels") or size.get("shortest_edge") or 1
    most = given.get("max_pixels") or size.get("longest_edge") or SIDES
    return least, most


def ends(folder: Path, config: dict[str, Any]) -> list[int] | None:
    """Tokens that end an answer; None where only the tokenizer knows."""
    places = (read(folder / "generation_config.json"), config, config.get("text_config") or {})
    found = next((each["eos_token_id"] for each in places if each.get("eos_token_id") is not None), None)
    return [found] if isinstance(found, int) else found


def template(folder: Path) -> str | None:
    """The chat template, where it is in a file of its own that the tokenizer does not read."""
    return read(folder / "chat_template.json").get("chat_template")


def read(file: Path) -> dict[str, Any]:
    """{} for none. Raises ValueError."""
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}
