"""How does somebody speak who is heard, not read? Rules that hold for any model: `judge` asks about a whole text.

At most two sentences or thirty words unless more was asked for, one question, what was understood before it is done; no
list, table, Markdown, address, emoji, code, stage direction or empty words. `telling` keeps them on a stream.
"""

from localvoice.wording.manners.judging import Fault, judge

__all__ = ["Fault", "judge"]
