"""Does the library that runs voices and ears stay on this machine? Some of its versions report to their maker."""

from importlib.util import find_spec
from pathlib import Path

REPORTS = b"events.data.microsoft.com"


def test_onnx_runtime_has_nobody_to_report_to():
    found = find_spec("onnxruntime")
    assert found
    assert found.origin
    libraries = [
        file for file in Path(found.origin).parent.rglob("*") if file.suffix in {".so", ".dylib"} or ".so." in file.name
    ]
    assert libraries
    assert [file.name for file in libraries if REPORTS in file.read_bytes()] == []
