"""What is in a grammar: its parts, its words, and sentences drawn from it."""

from localvoice.grammar import Either, Part


def walk(said, seen):
    if id(said) not in seen:
        seen.add(id(said))
        yield said
        for item in () if isinstance(said, str) else (said.said,) if isinstance(said, Part) else said.items:
            yield from walk(item, seen)


def parts(grammar):
    return [said.name for said in walk(grammar.said, set()) if isinstance(said, Part)]


def words(grammar):
    return {said for said in walk(grammar.said, set()) if isinstance(said, str)}


def draw(said, chance):
    """Words."""
    if isinstance(said, str):
        return [said]
    if isinstance(said, Part):
        return draw(said.said, chance)
    items = [chance.choice(said.items)] if isinstance(said, Either) else said.items
    return [word for item in items for word in draw(item, chance)]


def drawn(grammar, chance):
    """A sentence."""
    return " ".join(draw(grammar.said, chance))
