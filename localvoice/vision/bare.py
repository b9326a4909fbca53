"""What is asked, without what says nothing? A question without its "please", "for me" and "on the screen"."""

import re

FILLED = re.compile(
    r"^(?:please|hey|okay|ok|so|now|and|can you|could you|would you|will you|just|um|uh)\b[ ,]*"
    r"|\b(?:please|for me|to me|again|aloud|out loud|there|here|written|right now|at the moment"
    r"|(?:on|in|at|of|from) (?:(?:the|this|that|my)\s)?(?:screen|page|window|picture|image|photo|document|clipboard"
    r"|file|there|here|it|receipt|invoice|bill|letter|code|terminal|table|list|slide|board|chat|calendar|statement|form"
    r"|editor|site|website|app|sign|ticket|label|article|report|message|email|mail))$|[?!.]+$"
)


def bare(question: str) -> str:
    """In lower case, without the mark at its end."""
    asked = " ".join(question.lower().replace("’", "'").split())
    while (shorter := " ".join(FILLED.sub("", asked).split()).strip(" ,.?!")) != asked:
        asked = shorter
    return asked
