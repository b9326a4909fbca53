"""Who reads a stranger's weights? This process: it bounds itself, reads, writes, tells a refusal in one sentence."""

import importlib
import sys
from pathlib import Path

from localvoice.bounds import bound
from localvoice.errors import StoreError
from localvoice.store.convert import FORMATS, REFUSED


def main(form: str, source: str, into: str, bound_bytes: str, longest_s: str) -> int:
    """0, or REFUSED with a sentence on stdout."""
    bound(int(bound_bytes), int(longest_s), int(bound_bytes))
    assert form in FORMATS
    try:
        importlib.import_module(f"localvoice.store.convert.{form}").convert(Path(source), Path(into))
    except StoreError as error:
        return tell(str(error))
    except MemoryError:
        return tell(
            f"The weights in {Path(source).name} ask for more than the {int(bound_bytes) / 1e9:.1f} GB of memory that "
            "they may have: the file is damaged."
        )
    except RecursionError:
        return tell(f"The weights in {Path(source).name} are nested too deeply: the file is damaged.")
    return 0


def tell(sentence: str) -> int:
    sys.stdout.buffer.write(sentence.encode("utf-8", "replace"))
    sys.stdout.flush()
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
