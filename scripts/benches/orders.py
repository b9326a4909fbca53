"""Real coffee orders of more than 50 speakers: slots and whole orders right, with the rejection on."""

import argparse
import json
from statistics import median

from _ears import DATA, Ears, recording, table

FOLDER = DATA / "picovoice-spoken-commands" / "data"
NAMES = {
    "coffeeDrink": "drink",
    "size": "size",
    "roast": "roast",
    "numberOfShots": "shots",
    "milkAmount": "milk",
    "sugarAmount": "sugar",
}


def measure() -> dict:
    labels = json.loads((FOLDER / "label" / "label.json").read_text())
    ears, rows, tails = Ears("cafe"), [], []
    for file in sorted((FOLDER / "speech" / "clean").glob("*.wav")):
        wanted = {NAMES[slot]: value.strip() for slot, value in labels[file.name]["slots"].items()}
        turns = ears.hear(recording(file))
        call = turns[0].call if turns else None
        got = call.words if call and call.intent == "order" else {}
        tails += [turn.tail_s for turn in turns]
        rows.append({"file": file.name, "wanted": wanted, "got": got, "accepted": bool(call)})
    slots = [row["got"].get(name) == value for row in rows for name, value in row["wanted"].items()]
    return {
        "orders": len(rows),
        "slots_right": sum(slots) / len(slots),
        "orders_right": sum(row["got"] == row["wanted"] for row in rows) / len(rows),
        "rejected": sum(not row["accepted"] for row in rows),
        "tail_ms": round(1000 * median(tails), 1),
        "wrong": [row for row in rows if row["got"] != row["wanted"]],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    result = measure()
    if parser.parse_args().json:
        print(json.dumps(result, indent=2))
    else:
        shown = {name: value for name, value in result.items() if name != "wrong"}
        print(table([(name, f"{value:.3g}") for name, value in shown.items()], ("coffee orders", "")))
