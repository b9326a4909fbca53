"""Which profile is used when nobody has chosen one? The best that fits this machine and whose weights are here."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from localvoice.app.fit import BEST_FIRST, Fit, fits, pick
from localvoice.engine import machine
from localvoice.settings import AUTO, Settings
from localvoice.store.catalogue import chosen, there


def best(every: list[Fit], pulled: Callable[[str], bool]) -> str:
    """The profile that can be used now."""
    return pick(every, lambda fit: not fit.missing and pulled(fit.profile))


def settle(settings: Settings, data: Path) -> tuple[Settings, str]:
    """The settings with a profile, and a sentence that says which and why; "" where there was nothing to choose."""
    if settings.profile != AUTO:
        return settings, ""
    mine, last = chosen(settings, data), BEST_FIRST[-1]
    pulled = there(data, mine)
    if not any(pulled(name) for name in BEST_FIRST[:-1]):  # no need to ask the machine
        return replace(settings, profile=last), ""
    name = best(fits(machine.read(), mine), pulled)
    why = "no other that was pulled fits this machine" if name == last else "the best that was pulled and fits"
    return replace(settings, profile=name), f"Profile {name}: {why}; --profile chooses another."
