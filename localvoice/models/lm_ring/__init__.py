"""The family `lm_ring`: a language model that is too large for one machine, in several that the person named.

MLX computes it: its ring of sockets, mlx-lm's sharded loading, processes started as `mlx.launch` starts them. Rank 0 is
a process of its own here, not this one: a collective that waits for a machine that has gone cannot be interrupted, only
its process ended. So the lane tells every rank over pipes what to do, one short step at a time, and reads what rank 0
answers; a rank that dies, or says nothing for `ring.SILENT_S`, ends the ring, and the small model goes on.

Commands go over ssh. What the ranks tell each other goes over MLX's own sockets, which know no password and encrypt
nothing: a cable between two Macs, or a network whose other users are trusted, is what it is for.

`mlx.launch` itself is not what starts them: it looks at its pipes in a loop that takes 0.6 of a core while nothing
happens, and hands their output on ten times a second (mlx 0.32.4, measured), and a voice needs each token at once. The
script that it runs on each machine is used as it is; the ranks run under it as well, and a test does that.
"""

from typing import Any


def load(*given: Any, **options: Any) -> Any:
    """As `models.lm_ring.conversation.load`."""
    from localvoice.models.lm_ring import conversation

    return conversation.load(*given, **options)


__all__ = ["load"]
