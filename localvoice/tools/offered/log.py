"""Which tools were called, when, with what, and what came of it? One line of JSON each, for the person alone.

The file keeps the newest half when it grows too large. What is in it came from other people's tools: it is shown, and
never read by a model.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from localvoice import wall
from localvoice.clock import Clock
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool, bounded

BYTES = 1_000_000
ANSWER_CHARS = 300  # of an answer
INTERRUPTED = "interrupted"


class Log:
    """The calls of one person's tools, in a file. A full disk is told once, and stops no tool."""

    def __init__(self, file: Path, tell: Callable[[str], None], now: Callable[[], datetime] = wall.now) -> None:
        self._file, self._tell, self._now = file, tell, now
        self._failed = False

    def tool(self, tool: Tool, clock: Clock) -> Tool:
        """The same tool, whose calls are written down; a failure is a sentence already."""

        async def run(call: Call) -> Answer:
            began_s, at = clock.now_s(), self._now()
            outcome, answer = INTERRUPTED, Answer("")
            try:
                answer = await bounded(tool, call, clock)
                outcome = "failed" if answer.failed else "asked" if answer.question else "done"
            finally:
                self._write(
                    {
                        "at": at.isoformat(timespec="seconds"),
                        "tool": call.intent,
                        "arguments": call.slots,
                        "permission": tool.permission,
                        "outcome": outcome,
                        "seconds": round(clock.now_s() - began_s, 3),
                        "answer": answer.text[:ANSWER_CHARS],
                    }
                )
            return answer

        return replace(tool, run=run, limit_s=float("inf"))

    def _write(self, call: dict[str, Any]) -> None:
        try:
            self._shorten()
            with open(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as out:
                out.write(json.dumps(call, ensure_ascii=False, default=str) + "\n")
        except OSError as error:
            if not self._failed:
                self._tell(f"The log of tools cannot be written ({error.strerror}): make room in {self._file.parent}.")
            self._failed = True

    def _shorten(self) -> None:
        if not self._file.exists() or self._file.stat().st_size < BYTES:
            return
        lines = self._file.read_bytes().splitlines(keepends=True)
        draft = self._file.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.writelines(lines[len(lines) // 2 :])
        draft.replace(self._file)


def calls(file: Path, last: int) -> list[dict[str, Any]]:
    """The newest calls in a log, oldest first; a line that is damaged is left out."""
    found = []
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    for each in lines[-last:]:
        try:
            found.append(json.loads(each))
        except ValueError:
            continue
    return [one for one in found if isinstance(one, dict)]
