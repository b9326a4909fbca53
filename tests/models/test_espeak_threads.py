"""Sessions that begin at once ask for voices in threads of their own; espeak-ng is one for all of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from localvoice.models import espeak


def test_threads_that_need_it_first_load_it_once(monkeypatch):
    made, at_once, inside = [], threading.Barrier(4), threading.Barrier(4)

    class Library:
        def __init__(self):
            made.append(self)
            with suppress(threading.BrokenBarrierError):
                inside.wait(0.1)  # for the others, if they can come in
            self.languages = {"en": ""}

    def ask():
        at_once.wait(5)
        return espeak.voices()

    monkeypatch.setattr(espeak, "_loaded", cache(Library))
    with ThreadPoolExecutor(4) as threads:
        answers = [each.result() for each in [threads.submit(ask) for _ in range(4)]]
    assert answers == [["en"]] * 4
    assert len(made) == 1
