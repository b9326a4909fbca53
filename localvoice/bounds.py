"""What may a process take that reads a stranger's file? So much memory, so much processor, and no core dump.

macOS keeps no bound on memory (`setrlimit` knows RLIMIT_AS and RLIMIT_DATA there without enforcing them); the bounds on
time and on the size of files hold everywhere.
"""

import resource
from contextlib import suppress


def bound(most_bytes: int, longest_s: int, file_bytes: int) -> None:
    """Of this process, for ever: its memory, its seconds of processor, the size of a file that it writes."""
    bounds = {
        resource.RLIMIT_AS: most_bytes,
        resource.RLIMIT_DATA: most_bytes,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CPU: longest_s,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in bounds.items():
        _, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):  # a system may not know it, or have a lower one already
            resource.setrlimit(what, (most, hard))
