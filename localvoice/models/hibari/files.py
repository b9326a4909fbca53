"""Where are hibari's files, and are they the known ones? In the installed package, each held to its hash.

The package is one author's. Of it only the model, the word lists and the rules of pronunciation are used: it is never
imported as a whole, which would bring scipy and the code that fetches other voices.
"""

import hashlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from localvoice.errors import EngineError

PINNED = {  # of hibari-tts 0.2.1: file → SHA-256
    "assets/hibari.onnx": "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
    "assets/vocab.json": "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d",
    "assets/lexicon_us_gold.json.gz": "63ae94f8ef0e906d5b24fe9b59ffcbd1529aca5686a774610e43973cbaa86ad2",
    "assets/lexicon_us_silver.json.gz": "c4c2546ebf1eb07010331e7ef785a431aa17ba8e7bfb6b4af8d654ee96a71fd3",
    "assets/tagger.json.gz": "d2da7502284bbbe45d49e0b7ce3ce67bdab82254150f4317f1b8559b4d38d0eb",
    "assets/tokenizer_exceptions.json": "ddf3a3da07bdcf5144270ea4530191d8580fb4fd6f5ae93296e87916e795659a",
    "assets/normalize.json": "d478ff05404bc43ac3e0468e306674e51085f1b1afc94cdef7c7ea4fb0d56bd8",
    "assets/oov.onnx": "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
    "assets/oov.json": "b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c",
    "g2p/__init__.py": "f669aa51bd10066de09e2aa1f01f8e26f4515ff8aa474c8892e8ce0092e8ac18",
    "g2p/lexicon.py": "7108870d373d37366da06b89456613bfe6133cb1d29edf37c682ec809d3dfb31",
    "g2p/normalize.py": "6d479f80a2dc6360c79d52abcc7ac666644e43f3db0b03e5975e02707d51a06a",
    "g2p/numbers.py": "ce4dbfcdd83b2e54597b520918289c81aabd6e5af0036c46908ee02a2ebfba05",
    "g2p/oov.py": "72da9972f5ec6c701519822acb0802f258d60d23fa6e2a54b69580e3437935f0",
    "g2p/tagger.py": "4039365681ea584a9a52bf80685a42a19d46783fa50251cac9c1b92427c25e31",
    "g2p/token.py": "2a46404a6a2a1ae6b6fcabd5ceb171de519ba1a5cbc257aa81f1e2d5cc0ee7a5",
    "g2p/tokenize.py": "256e4b02bbf38612ab38a0818b2950ad6aaa319a86f9e6af1b66be71812ad424",
}
RULES = "hibari_g2p"  # the name in this process of the package's folder g2p


def folder() -> Path:
    """The installed package's. Raises EngineError where there is none."""
    found = importlib.util.find_spec("hibari")
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        raise EngineError("The voice hibari is not installed: install the package hibari-tts.")
    return Path(places[0])


def read(place: Path) -> dict[str, bytes]:
    """The files in `PINNED`, by name. Raises EngineError when one is missing or another one."""
    held: dict[str, bytes] = {}
    for name, promised in PINNED.items():
        try:
            held[name] = (place / name).read_bytes()
        except OSError as error:
            raise EngineError(
                f"The voice hibari lacks {name} ({error.strerror}): install hibari-tts 0.2.1 again."
            ) from error
        if hashlib.sha256(held[name]).hexdigest() != promised:
            raise EngineError(f"The voice hibari has another {name} than version 0.2.1: install hibari-tts 0.2.1.")
    return held


def rules(place: Path) -> ModuleType:
    """The package's rules of pronunciation; call it when the files have been read."""
    if RULES in sys.modules:
        return sys.modules[RULES]
    inside = place / "g2p"
    spec: ModuleSpec | None = importlib.util.spec_from_file_location(
        RULES, inside / "__init__.py", submodule_search_locations=[str(inside)]
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[RULES] = module
    spec.loader.exec_module(module)
    return module
