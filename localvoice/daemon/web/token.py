"""The secrets that programs and the page show: made at the first start, in files that only their owner reads."""

import hmac
import os
import secrets
from pathlib import Path

from localvoice.errors import StoreError

FILE = "token"  # in the data folder: of other programs
OWN = "page-token"  # of the person's own page, which may see and do what they may
BYTES = 32


def token(data: Path, name: str = FILE) -> str:
    """A token of the data folder. Raises StoreError when it cannot be read or made."""
    file = data / name
    try:
        data.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
                made.write(secrets.token_urlsafe(BYTES))
        except FileExistsError:
            file.chmod(0o600)
        found = file.read_text().strip()
    except OSError as error:
        raise StoreError(f"{file} cannot be used ({error.strerror}); check the folder's permissions.") from error
    if len(found) < BYTES:
        raise StoreError(f"{file} holds no token; delete it, and the next start makes a new one.")
    return found


def same(one: str, other: str) -> bool:
    """Are they equal? It takes the same time whatever is different."""
    return hmac.compare_digest(one.encode(errors="surrogateescape"), other.encode(errors="surrogateescape"))
