"""Can these words be what was said? Where a recogniser was sure enough, and they fit into so much voice."""

from localvoice.events import Transcript

# Letters for each second of voice. A reading that was forced into a short command has up to 8.3, a noise that was taken
# for words from 31 on; spoken commands have 10 to 22 ("how are you"), coffee orders 10 to 19 (the benches of those
# names), and who is in a hurry, at 1.5 to 1.9 times a synthetic voice's pace, 20 to 31. Open speech has 9 to 20, and
# what is invented in a noise 21.6 to 55, where it is not refused for its score.
SLOWEST, FASTEST, FASTEST_OPEN = 8.5, 30.0, 21.0
# Nobody hurries through one word: what is shorter than this was "bed" or "cat", taken for "turn up" or "add tea".
ONE_WORD_S, FASTEST_WORD = 0.4, 24.0
# Openly heard, less voice than this is no word: a dog was written as "No,". Of 113 lone words of people seven had less.
SHORTEST_S = 0.2
# Who answers a question may draw one word out: "yes" and "no" by six synthetic voices are all slower than SLOWEST at
# their own pace (0.32 to 0.48 s), and take up to 0.7 s at 0.7 of it.
ANSWER_S = 1.0


def plausible(transcript: Transcript, voiced_s: float, follows_grammar: bool = True, asked: bool = False) -> bool:
    """Was what was made of the sound accepted, and can so many letters be said in so much voice?

    Only a grammar makes a short command of a long reading; open speech may be one slow word or a number in figures, and
    so may a short answer, where the person was `asked` something.
    """
    letters = len(transcript.text.replace(" ", ""))
    quick = FASTEST if voiced_s >= ONE_WORD_S else FASTEST_WORD
    slowest, fastest, shortest_s = (SLOWEST, quick, 0.0) if follows_grammar else (0.0, FASTEST_OPEN, SHORTEST_S)
    slowest = 0.0 if asked and voiced_s <= ANSWER_S else slowest
    return transcript.accepted and voiced_s >= shortest_s and slowest * voiced_s <= letters <= fastest * voiced_s
