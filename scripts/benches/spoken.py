"""How often is written English said exactly as NeMo's test cases say it? One row per class of thing.

A case is right when `speakable(written)` equals the expected words after lower-casing both and turning each run of
whitespace into one space; punctuation counts as it stands. No class is told to `speakable`.
"""

import argparse
import json
from pathlib import Path

from localvoice.wording.spoken import speakable

CLASSES = ("cardinal", "ordinal", "decimal", "money", "time", "date", "measure", "fraction", "telephone", "electronic")
DATA = Path(__file__).parents[2].parent / "shared" / "data"
CASES = "text-normalisation-nemo/tests/nemo_text_processing/en/data_text_normalization/test_cases_{}.txt"


def cases(data: Path, kind: str) -> list[tuple[str, str]]:
    """(written, spoken) pairs of one class."""
    lines = (data / CASES.format(kind)).read_text(encoding="utf-8").splitlines()
    return [(written, spoken) for written, tilde, spoken in (line.partition("~") for line in lines) if tilde]


def same(a: str, b: str) -> bool:
    return a.lower().split() == b.lower().split()


def score(data: Path, kind: str) -> dict:
    """{class, right, cases, share, wrong: [[written, expected, said], …]}"""
    pairs = cases(data, kind)
    wrong = [[written, spoken, said] for written, spoken in pairs if not same(said := speakable(written), spoken)]
    right = len(pairs) - len(wrong)
    return {"class": kind, "right": right, "cases": len(pairs), "share": right / len(pairs), "wrong": wrong}


def table(rows: list[dict], wrong: bool) -> str:
    lines = [f"{'class':<12}{'right':>6}{'cases':>7}{'share':>8}"]
    for row in rows:
        lines.append(f"{row['class']:<12}{row['right']:>6}{row['cases']:>7}{row['share']:>8.1%}")
        if wrong:
            lines += [f"    {written!r}: expected {spoken!r}, said {said!r}" for written, spoken, said in row["wrong"]]
    right, total = sum(row["right"] for row in rows), sum(row["cases"] for row in rows)
    return "\n".join([*lines, f"{'all':<12}{right:>6}{total:>7}{right / total:>8.1%}"])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder that holds text-normalisation-nemo")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--wrong", action="store_true", help="list the wrong ones too")
    parser.add_argument("--classes", nargs="+", default=CLASSES, help="other classes of the same data")
    options = parser.parse_args(arguments)
    rows = [score(options.data, kind) for kind in options.classes]
    print(json.dumps(rows, ensure_ascii=False) if options.json else table(rows, options.wrong))


if __name__ == "__main__":
    main()
