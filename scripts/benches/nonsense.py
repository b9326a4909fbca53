"""What is no command: readings, noises, single words. How much of it causes an action?"""

import argparse
import json

from _ears import DATA, Ears, recording, table

SETS = {  # name: files, with pauses ending turns or not
    "readings, whole": ("librispeech-train-clean-40spk", True),
    "readings, cut at pauses": ("librispeech-train-clean-40spk", False),
    "noises": ("esc10-noise-cc0", False),
    "one reader, whole": ("ljspeech-32", True),
    "wake words": ("picovoice-wake-words", False),
    "bed, cat, happy": ("speech-commands-bed-cat-happy", False),
}


def measure(personas: list[str]) -> list[dict]:
    rows = []
    for name in personas:
        ears = Ears(name)
        for title, (folder, one) in SETS.items():
            files = sorted(f for f in (DATA / folder).rglob("*") if f.suffix in {".wav", ".flac", ".ogg"})
            turns = [(file.name, turn) for file in files for turn in ears.hear(recording(file), one)]
            taken = [(file, turn) for file, turn in turns if turn.call]
            rows.append(
                {
                    "persona": name,
                    "set": title,
                    "files": len(files),
                    "turns": len(turns),
                    "files_with_action": len({file for file, _ in taken}),
                    "actions": [f"{turn.transcript.text} ({turn.transcript.score:.1f})" for _, turn in taken],
                }
            )
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--persona", action="append")
    options = parser.parse_args()
    result = measure(options.persona or ["assistant", "cafe"])
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        print(
            table([(*list(row.values())[:5], row["actions"][:3]) for row in result], (*list(result[0])[:5], "such as"))
        )
