"""Words as CMUdict has them, and as a British speaker says them."""

import pytest

from localvoice.models.pocketsphinx.accents import british


@pytest.mark.parametrize(
    ("american", "expected"),
    [
        ("S T AA P", "S T AO P"),  # stop
        ("HH AE F", "HH AA F"),  # half
        ("L AE S T", "L AA S T"),  # last
        ("D AE N S", "D AA N S"),  # dance
        ("AH L AA R M", "AH L AA M"),  # alarm
        ("F AO R", "F AO"),  # four
        ("T AY M ER", "T AY M AH"),  # timer
        ("N IH R", "N IH AH"),  # near
        ("AE F T ER N UW N", "AA F T ER N Y UW N"),  # afternoon: a rule too far costs nothing, it is one more way
        ("N UW", "N Y UW"),  # new
    ],
)
def test_sounds_that_differ_are_changed(american, expected):
    assert british(american) == expected


@pytest.mark.parametrize("phones", ["M IH L K", "R EH D", "V EH R IY", "K AE T", "B IY G AE N", "K Y UW", "G AE S"])
def test_sounds_that_do_not_differ_stay(phones):
    assert british(phones) == phones
