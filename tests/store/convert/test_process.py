"""What becomes of the process that reads weights? Whatever ends it, one sentence is told and nothing is left behind."""

import subprocess
import sys
import threading

import pytest
import tiny_ctranslate2

from localvoice.errors import StoreError
from localvoice.store import convert
from localvoice.store.convert import converted, run

FORM = "ctranslate2_whisper"


@pytest.fixture
def source(tmp_path):
    (tmp_path / "whisper").mkdir()
    (tmp_path / "whisper" / "model.bin").write_bytes(tiny_ctranslate2.written(tiny_ctranslate2.whisper()))
    return tmp_path / "whisper"


def code(text, longest_s=20.0, go_on=lambda: None):
    """Run Python text as the process; the sentence of its failure."""
    with pytest.raises(StoreError) as told:
        run([sys.executable, "-c", text], "Reading x", go_on, longest_s)
    return str(told.value)


def test_a_model_is_made_with_the_same_bytes_each_time(source, tmp_path):
    for name in ("one", "two"):
        converted(FORM, source, tmp_path / name)
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert set(one) == {"config.json", "model.safetensors"}


def test_a_refusal_is_its_own_sentence_and_leaves_nothing(source, tmp_path):
    (source / "model.bin").write_bytes(b"\6\0\0\0")
    with pytest.raises(StoreError, match=r"^model\.bin is no Whisper of CTranslate2 .* in the middle"):
        converted(FORM, source, tmp_path / "into")
    assert not (tmp_path / "into").exists()


def test_an_unknown_format_and_a_full_folder_are_refused_before_anything_runs(source, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(StoreError, match="only as"):
        converted("os", source, source / "into")
    with pytest.raises(StoreError, match="is not empty"):
        converted(FORM, source, source)
    assert (source / "model.bin").exists()


def test_nothing_made_is_a_failure(source, tmp_path, monkeypatch):
    monkeypatch.setattr(convert, "run", lambda *_: None)
    with pytest.raises(StoreError, match=r"made no config\.json"):
        converted(FORM, source, tmp_path / "into")
    assert not (tmp_path / "into").exists()


def test_whatever_ends_the_process_is_one_sentence():
    assert "code 7" in code("raise SystemExit(7)")
    assert "code 1" in code("raise ValueError('a secret of ours')")
    assert "SIGKILL" in code("import os; os.kill(os.getpid(), 9)")
    assert "SIGABRT" in code("import os; os.abort()")
    assert code("import sys; print('x\\x00y\\nz' * 2000); sys.exit(3)").isprintable()
    assert "code 3" in code("raise SystemExit(3)")  # refused without a word


def test_an_endless_process_is_ended_in_time():
    assert "longer than 0.2 s" in code("while True: pass", longest_s=0.2)


def test_what_asks_it_to_end_ends_it():
    asked = threading.Event()

    def stop():
        asked.set()
        raise InterruptedError("the person changed their mind")

    with pytest.raises(InterruptedError):
        run([sys.executable, "-c", "while True: pass"], "Reading x", stop, 20.0)
    assert asked.is_set()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS keeps no bound on memory")
def test_memory_beyond_the_bound_is_refused():
    text = (
        "import sys\nfrom localvoice.bounds import bound\nbound(400_000_000, 20, 400_000_000)\n"
        "try: bytearray(500_000_000)\nexcept MemoryError: sys.exit(9)"
    )
    assert "code 9" in code(text)


def test_a_file_beyond_the_bound_is_refused(tmp_path):
    text = (
        "import sys\nfrom pathlib import Path\nfrom localvoice.bounds import bound\n"
        f"bound(1_000_000_000, 20, 1_000_000_000)\nfile = Path({str(tmp_path / 'large')!r}).open('wb')\n"
        "file.truncate(1_000_000_001)"
    )
    assert "code 1" in code(text) or "SIGXFSZ" in code(text)


def test_the_processs_own_words_for_too_much_memory_and_too_deep_nesting(monkeypatch, source, tmp_path, capfdbinary):
    from localvoice.store.convert import __main__ as process

    monkeypatch.setattr(process, "bound", lambda *_: None)
    for error, words in (
        (MemoryError(), b"memory"),
        (RecursionError(), b"deeply"),
        (StoreError("No.\nNo."), b"No. No."),
    ):
        module = type("Module", (), {"convert": staticmethod(lambda *_, error=error: (_ for _ in ()).throw(error))})
        monkeypatch.setattr(process.importlib, "import_module", lambda _, module=module: module)
        assert process.main(FORM, str(source), str(tmp_path), "1000", "1") == convert.REFUSED
        assert words in capfdbinary.readouterr().out
