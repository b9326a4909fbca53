"""What the stages of an answer are guessed to take before anything was measured here."""

from localvoice.engine.costs import Guess

# Before anything was measured: guesses for a laptop, replaced by measurements within a few turns.
COLD = {
    "recognise": Guess(30.0, 5.0, 2.0),  # the tail, by seconds of speech
    "hear openly": Guess(60.0, 30.0, 2.0),  # the whole turn, by seconds of speech
    "think": Guess(100.0, 15.0, 8.0),  # to the first phrase, by its words
    "take in": Guess(20.0, 10.0, 3.0),  # by a model that hears: encode and read, by seconds of speech
    "first sound": Guess(150.0),  # of a model that speaks itself
    "say": Guess(10.0, 0.2, 40.0),  # to the first sound, by letters
}
