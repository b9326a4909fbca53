"""What happens when a reply fails? It is told as one sentence, and the conversation goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from localvoice.dialogue.shown import Failed
from localvoice.errors import sentence, ungrouped


@contextmanager
def reporting(tell: Callable[[Failed], None], what: str) -> Iterator[None]:
    """Whatever fails inside is told; `what`: what was done there, as in "The answer"."""
    try:
        with ungrouped():
            yield
    except Exception as error:  # a reply ends here, and must not take the conversation with it
        tell(Failed(sentence(error, what)))
