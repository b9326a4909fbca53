"""A program that hears and speaks at once: sound both ways at the pace of real time, whatever mind is behind it."""
