"""What did a tool answer? Text, as data for a language model; of sound and pictures only that they are there."""

import json
from typing import Any

import mcp_types as types

from localvoice.tools.mcp.names import one_line, seen

NAMED = 120  # characters of an address


def data(result: types.CallToolResult) -> str:
    """The result as text; what the server calls an error says so first."""
    parts = [part for block in result.content if (part := _block(block))]
    if result.structured_content is not None and not _told(result.structured_content, parts):
        parts.append(json.dumps(result.structured_content, ensure_ascii=False, separators=(",", ":")))
    text = seen("\n".join(parts)).strip()
    if result.is_error:
        return f"It did not work: {text or 'no reason is given'}"
    return text or "Done; it says nothing more."


def _told(structured: Any, parts: list[str]) -> bool:
    """Is it in the text already, as the protocol wants it for older programs?"""
    values = [structured]
    if isinstance(structured, dict) and structured.keys() == {"result"}:
        values.append(structured["result"])
    for part in parts:
        if part in [value for value in values if isinstance(value, str)]:
            return True
        try:
            if json.loads(part) in values:
                return True
        except (ValueError, RecursionError):
            continue
    return len(parts) > 1 and isinstance(values[-1], list) and len(parts) == len(values[-1])


def _block(block: types.ContentBlock) -> str:
    match block:
        case types.TextContent():
            return block.text
        case types.ImageContent():
            return f"(a picture, {_size(block.data)}, which cannot be told)"
        case types.AudioContent():
            return f"(a recording, {_size(block.data)}, which cannot be told)"
        case types.ResourceLink():
            return f"(more is at {one_line(str(block.uri), NAMED)}: {one_line(block.title or block.name, NAMED)})"
        case types.EmbeddedResource(resource=types.TextResourceContents() as inside):
            return f"{one_line(str(inside.uri), NAMED)}:\n{inside.text}"
        case types.EmbeddedResource(resource=inside):
            return f"(a file, {one_line(str(inside.uri), NAMED)}, {_size(inside.blob)}, which cannot be told)"  # pyright: ignore[reportAttributeAccessIssue]
    return ""


def _size(encoded: str) -> str:
    return f"{max(1, len(encoded) * 3 // 4 // 1000)} kB"
