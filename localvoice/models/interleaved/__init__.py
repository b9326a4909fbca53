"""Models that answer in text and sound by turns: what all of their families share."""
