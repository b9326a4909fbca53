"""Who reads a stranger's documents? This process: bounded, without a path; bytes come in, words or a clause go out.

On standard input for each document a line {"kind": …, "bytes": n} and n bytes; on standard output one line for each.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from localvoice.bounds import bound
from localvoice.memory.documents.folder import Unreadable
from localvoice.memory.documents.reading import words

CALLED = {"txt": "text", "md": "Markdown", "html": "HTML", "pdf": "PDF"}


def main(most_bytes: int, longest_s: int) -> None:
    """Until standard input ends. `longest_s`: of processor for one document."""
    bound(most_bytes, resource.RLIM_INFINITY, 0)
    os.nice(10)  # a conversation beside it comes first
    while order := sys.stdin.buffer.readline():
        wanted = json.loads(order)
        content = sys.stdin.buffer.read(wanted["bytes"])
        _no_longer_than(longest_s)
        sys.stdout.buffer.write(json.dumps(_told(wanted["kind"], content), ensure_ascii=True).encode() + b"\n")
        sys.stdout.buffer.flush()


def _told(kind: str, content: bytes) -> dict[str, Any]:
    try:
        return asdict(words(kind, content))
    except Unreadable as no:
        return {"no": str(no)}
    except MemoryError:
        return {"no": "asks for more memory than a document may have"}
    except RecursionError:
        return {"no": "is nested too deeply"}
    except Exception as error:  # the libraries raise whatever a damaged file makes them; the next document is read
        return {"no": f"cannot be read as {CALLED[kind]} ({type(error).__name__})"}


def _no_longer_than(longest_s: int) -> None:
    """From now on, or this process is ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until_s = int(used.ru_utime + used.ru_stime) + longest_s + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until_s, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
