"""What has a model that sees already read? As `models.lm.context`; where it must be, a picture is read in one step."""

from collections.abc import Iterator

from localvoice.models.lm.context import SLICE, Context
from localvoice.models.vlm.album import FIRST


class PictureContext(Context):
    """See `models.lm.context.Context`; `_model` is a `network.Sight`."""

    def tail(self, ids: list[int]) -> int:
        return self._before_picture(ids, super().tail(ids))

    def _parts(self, ids: list[int]) -> Iterator[list[int]]:
        start = 0
        while start < len(ids):
            end = min(start + SLICE, len(ids))
            if end < len(ids):
                end = self._before_picture(ids, end)
            if end <= start:  # the picture alone is longer than a slice
                end = next((at for at in range(start + 1, len(ids)) if not _goes_on(ids, at)), len(ids))
            yield ids[start:end]
            start = end

    def _before_picture(self, ids: list[int], at: int) -> int:
        """Where to cut instead, so that no picture is cut that is read in one step, and no single place is left."""
        whole = self._model.network.together
        while 0 < at < len(ids) and _goes_on(ids, at) and (whole or not _goes_on(ids, at + 1)):
            at -= 1
        return at


def _goes_on(ids: list[int], at: int) -> bool:
    """Are the one before and this one places of the same picture?"""
    return at < len(ids) and ids[at] >= FIRST and ids[at] == ids[at - 1] + 1
