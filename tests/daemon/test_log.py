"""What is printed while it runs in the background: each line has its time, and nothing is printed twice."""

import os
import re
import sys

from localvoice.daemon.log import Log, dated, log_file


def test_lines_of_libraries_have_their_time_in_the_log(tmp_path):
    log = Log(log_file(tmp_path))
    log("It begins.")
    kept = os.dup(2)
    try:
        with log_file(tmp_path).open("a") as file:
            os.dup2(file.fileno(), 2)
        with dated(log):
            print("one\ntwo", file=sys.stderr)
            print("half ", end="", file=sys.stderr)
            print("and half")
            print("of a line", file=sys.stderr)
            log("It goes on.")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    lines = log_file(tmp_path).read_text().splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \S", line) for line in lines)
    said = "\n".join(line[21:] for line in lines)
    for part in ("It begins.", "one\ntwo", "and half", "half of a line", "It goes on."):
        assert said.count(part) == 1


def test_in_the_foreground_everything_is_printed_as_it_is(tmp_path, capsys):
    with dated(Log(log_file(tmp_path))):
        print("one", file=sys.stderr)
    assert capsys.readouterr().err == "one\n"
