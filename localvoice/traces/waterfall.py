"""Where did the milliseconds of each turn go? Drawn as lines for a terminal."""

from localvoice.trace import Turn
from localvoice.traces.stages import PERCENTS, STAGES, percentiles, stage_ms

BAR_WIDTH = 40  # characters of a terminal bar


def terminal(turns: list[Turn]) -> str:
    """One line a turn, the stages that are to blame for its latency as blocks of one bar."""
    longest_ms = max((turn.latency_ms or 0 for turn in turns), default=0) or 1
    lines, conversation = [], ""
    for turn in turns:
        if turn.conversation != conversation:
            conversation = turn.conversation
            lines.append(f"conversation of {conversation[:16].replace('T', ' ')}{', simulated' * turn.simulated}")
        bar = "".join(name[0] * round(BAR_WIDTH * ms / longest_ms) for name, ms in stage_ms(turn).items())
        late = "      –" if turn.latency_ms is None else f"{turn.latency_ms:4.0f} ms"
        words = f"{person(turn)} {turn.said}".rstrip() if turn.unasked else person(turn)
        lines.append(f"{turn.number:3d}  {late}{'!' if turn.over_budget else ' '} {bar:<{BAR_WIDTH}}  {words}")
    key = ", ".join(f"{name[0]} = {name}" for name in STAGES) + ", ! = over budget" * any(t.over_budget for t in turns)
    return "\n".join([*lines, f"     {key}"])


def person(turn: Turn) -> str:
    """What the person said, or why there is nothing to show."""
    return "(unasked)" if turn.unasked else turn.heard or "(not understood)"


def table(turns: list[Turn]) -> str:
    """Percentiles in ms of the latency, of what each stage took, and of the lane's steps."""
    columns = ["count", *(f"p{percent}" for percent in PERCENTS), "max", "p99_late"]
    lines = [f"{'ms':<20}" + "".join(f"{name.replace('_', ' '):>9}" for name in columns)]
    for name, row in percentiles(turns).items():
        cells = (f"{row[column]:.{int(column != 'count')}f}" if column in row else "" for column in columns)
        lines.append(f"{name:<20}" + "".join(f"{cell:>9}" for cell in cells).rstrip())
    return "\n".join(lines)
