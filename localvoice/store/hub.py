"""What does the Hugging Face hub hold, and its bytes. With `tarballs` the only file that talks to the network.

Anonymous: no token is sent even where the person has one, so gated repositories are refused. The hub's own settings
(a mirror, a proxy) are huggingface_hub's and apply here too.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.request import getproxies

import httpx2
from huggingface_hub import HfApi, close_session, get_session, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from localvoice.errors import StoreError
from localvoice.store.sources import Listing, Stated, Unreachable

HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")  # SHA-1 as git has it, SHA-256 of large files
TIMEOUT_S = 30.0  # without a byte
WAITS_S = (1.0, 2.0, 4.0, 8.0)  # before another try, counted anew whenever bytes have come


class _Broken(Exception):
    """The connection ended early, or the server asked to come back later."""


@dataclass(frozen=True)
class Hub:
    """The hub, or whatever speaks its protocol at `endpoint` (None: huggingface_hub's own choice)."""

    endpoint: str | None = None
    waits_s: tuple[float, ...] = WAITS_S

    def list(self, repo: str, revision: str) -> Listing:
        """All files with the hashes that the hub states; one request. Raises StoreError."""
        with _sentences(repo, revision):
            api = HfApi(endpoint=self.endpoint, token=False)
            info = api.model_info(repo, revision=revision or None, files_metadata=True, timeout=TIMEOUT_S)
        files = {}
        for file in info.siblings or []:
            hash = (file.lfs.sha256 if file.lfs else file.blob_id) or ""
            if file.size is None or not HASH.fullmatch(hash) or not info.sha:
                raise StoreError(f"The hub states no size or hash of {file.rfilename} in {repo}; try again later.")
            files[file.rfilename] = Stated(file.size, hash, "") if file.lfs else Stated(file.size, "", hash)
        return Listing(info.sha or "", files)

    def fetch(self, repo: str, commit: str, name: str, into: Path, grown: Callable[[int], None]) -> None:
        """Write one file, going on where `into` ends. Raises StoreError when the tries are used up, OSError."""
        url, tries = hf_hub_url(repo, name, revision=commit, endpoint=self.endpoint), 0
        most = _size(into)
        while True:
            try:
                with _sentences(repo, commit):
                    return self._stream(url, into, grown)
            except _Broken as error:
                tries, most = (0 if _size(into) > most else tries), max(most, _size(into))
                if tries == len(self.waits_s):
                    raise StoreError(
                        f"The connection broke while {name} of {repo} was downloaded ({error.__cause__ or error}): "
                        "run the same command again, it goes on where it stopped."
                    ) from error
                time.sleep(self.waits_s[tries])
                tries += 1

    def close(self) -> None:
        """Close the connections that huggingface_hub keeps."""
        close_session()

    def _stream(self, url: str, into: Path, grown: Callable[[int], None]) -> None:
        had = _size(into)
        headers = build_hf_headers(token=False) | {"Accept-Encoding": "identity"}
        headers |= {"Range": f"bytes={had}-"} if had else {}
        try:
            with get_session().stream(
                "GET", url, headers=headers, timeout=TIMEOUT_S, follow_redirects=True
            ) as response:
                if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    return  # all is there: the hash will tell
                if response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                    raise _Broken(f"the server answered {response.status_code}")
                if response.is_error:
                    response.read()
                hf_raise_for_status(response)
                with into.open("ab" if response.status_code == HTTPStatus.PARTIAL_CONTENT else "wb") as file:
                    for chunk in response.iter_raw():
                        file.write(chunk)
                        grown(file.tell())
        except httpx2.TransportError as error:
            raise _Broken from error


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


@contextmanager
def _sentences(repo: str, revision: str) -> Iterator[None]:
    """The hub's answers as one sentence each."""
    _connect()
    try:
        yield
    except GatedRepoError as error:
        raise StoreError(
            f"{repo} is only for people who accepted its terms: download it in a browser and use --from FOLDER."
        ) from error
    except RepositoryNotFoundError as error:
        raise StoreError(
            f"The hub has no public repository {repo}: it was removed, or localvoice is too old."
        ) from error
    except RevisionNotFoundError as error:
        raise StoreError(
            f"The hub has no revision {revision} of {repo}: it was removed, or the pin is wrong."
        ) from error
    except OfflineModeIsEnabled as error:
        raise StoreError("huggingface_hub is set to offline (HF_HUB_OFFLINE): unset that to pull.") from error
    except HfHubHTTPError as error:
        code = error.response.status_code
        raise StoreError(
            f"The hub answered {code} when asked for {repo}: the fault is there, try again later."
        ) from error
    except (httpx2.TooManyRedirects, httpx2.InvalidURL, httpx2.DecodingError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"The answer for {repo} makes no sense ({error}): this is not the hub, or it is ill."
        ) from error
    except httpx2.TransportError as error:
        through = f" and {_proxies()}" if getproxies() else ""
        raise Unreachable(
            f"The hub cannot be reached ({error}): check the connection{through}, then try again."
        ) from error


def _connect() -> None:
    """Open huggingface_hub's session, which reads the proxies. Raises StoreError for one that cannot be used."""
    try:
        get_session()
    except ImportError as error:
        raise StoreError(
            f"T{_proxies()[1:]} is a SOCKS proxy, and the package that speaks SOCKS is not there: install "
            "socksio beside localvoice, or name an http:// proxy."
        ) from error
    except (ValueError, httpx2.InvalidURL) as error:
        raise StoreError(f"T{_proxies()[1:]} cannot be used ({error}): mend or unset it.") from error


def _proxies() -> str:
    """The settings that name a proxy, as a person finds them."""
    names = ", ".join(f"{scheme.upper()}_PROXY" for scheme in sorted(getproxies()) if scheme != "no")
    return f"the proxy of {names}"
