"""What do several looks at the same things agree about? What most of them saw; a small detector is never asked once."""

from collections.abc import Sequence
from dataclasses import replace

from localvoice.events import Line, Thing
from localvoice.vision.lettering import alike
from localvoice.vision.placed import Size

LOOKS = 3  # at most; two that agree are enough
APART = 0.2  # of the picture's width, that one thing may have gone from look to look


def agreed(looks: Sequence[Sequence[Thing]], size: Size) -> list[Thing] | None:
    """The things that most looks saw, as the last of them did, each as surely as one did; None: look once more."""
    alike: list[list[tuple[int, Thing]]] = []
    for number, things in enumerate(looks):
        for thing in things:
            same = [
                one
                for one in alike
                if one[-1][1].name == thing.name and one[-1][0] < number and _apart(one[-1][1], thing) < APART * size[0]
            ]
            if same:
                min(same, key=lambda one: _apart(one[-1][1], thing)).append((number, thing))
            else:
                alike.append([(number, thing)])
    if len(looks) < LOOKS and any(len(one) < len(looks) for one in alike):
        return None
    most = [[thing for _, thing in one] for one in alike if 2 * len(one) > len(looks)]
    return [replace(one[-1], score=max(thing.score for thing in one)) for one in most]


def read_again(lines: Sequence[Line], before: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines that were read in one of the looks before, too: what fur looks like is read once."""
    return [line for line in lines if any(alike(line.text, each.text) for look in before for each in look)]


def _apart(one: Thing, other: Thing) -> float:
    x = (one.box[0] + one.box[2] - other.box[0] - other.box[2]) / 2
    y = (one.box[1] + one.box[3] - other.box[1] - other.box[3]) / 2
    return (x * x + y * y) ** 0.5
