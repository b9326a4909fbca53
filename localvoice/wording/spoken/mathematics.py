r"""How is a formula in LaTeX said? "$\frac{1}{2}$" → "1/2", "$x^2$" → "x squared"; figures are left to later steps.

No library: `pylatexenc` (1.3 MB) turns commands into signs ("∑", "√", "π"), which need words again, and drops the
braces of "x^{n+1}". A command without a word of its own is said by its name, as Greek letters are.
"""

import re

FORMULA = re.compile(
    r"\$\$(?P<block>[^$]{1,400}?)\$\$|\\\[(?P<shown>.{1,400}?)\\\]|\\\((?P<inline>.{1,400}?)\\\)"
    r"|(?<![\w$\\])\$(?P<dollars>[^\s$](?:[^$\n]{0,200}?[^\s$\\])?)\$(?![\w$])",
    re.DOTALL,
)
LOOKS = re.compile(r"[\\^_=<>+*/]|\A-?[A-Za-z]\Z|\A[\d.,\s]+\Z|\A[A-Za-z]\([A-Za-z, ]+\)\Z")
# What is said for a command; every other is said by its name ("alpha"), or not at all (SILENT)
WORDS = {
    "times": "×", "cdot": "×", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "infty": "infinity", "to": "to", "rightarrow": "to", "Rightarrow": "implies",
    "implies": "implies", "iff": "if and only if", "in": "in", "notin": "not in", "subset": "subset of",
    "cup": "union", "cap": "intersection", "emptyset": "the empty set", "forall": "for all", "exists": "there is",
    "sum": "the sum", "prod": "the product", "int": "the integral", "lim": "the limit", "partial": "partial",
    "nabla": "nabla", "sin": "sine", "cos": "cosine", "tan": "tangent", "ln": "natural log", "exp": "exponential of",
    "log": "log", "max": "max", "min": "min", "ldots": "and so on", "dots": "and so on", "cdots": "and so on",
    "degree": "°", "circ": "°", "percent": "%", "mid": "such that", "propto": "is proportional to", "equiv": "equals",
    "varepsilon": "epsilon", "varphi": "phi", "hbar": "h bar", "ell": "l", "angle": "angle", "sim": "about",
    "lt": "<", "gt": ">", "land": "and", "lor": "or", "neg": "not",
}  # fmt: skip
SILENT = frozenset({
    "left", "right", "big", "Big", "bigg", "Bigg", "displaystyle", "textstyle", "limits", "quad", "qquad", "boxed",
    "text", "mathrm", "mathbf", "mathit", "mathbb", "mathcal", "textbf", "textit", "operatorname", "begin", "end",
    "bigl", "bigr", "hat", "vec", "bar", "tilde", "label", "nonumber", "displaylimits",
})  # fmt: skip
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
WORDY = re.compile(
    r"\\(?:text|mathrm|textbf|textit|operatorname|mathbf)\{[^{}]*\}|\\(?:begin|end)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]{2,}"
)
ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[^{}]*\}(?:\{[^{}]*\})?")
FRACTION = re.compile(rf"\\[dt]?frac\s?(?:{GROUP}\s?{GROUP}|(\d)(\d))")
ROOT = re.compile(rf"\\sqrt(?:\[([^\]]*)\])?\s?{GROUP}")
POWER = re.compile(rf"\s?\^\s?(?:{GROUP}|\\?(\w+))")
INDEX = re.compile(rf"_\s?(?:{GROUP}|(\w))")
BOUNDS = re.compile(rf"(\\(?:sum|prod|int))(?:\\limits)?\s?_(?:{GROUP}|(\w))\s?\^(?:{GROUP}|\\?(\w+))")
LIMIT = re.compile(rf"(\\lim)(?:\\limits)?\s?_{GROUP}")
COMMAND = re.compile(r"\\([A-Za-z]+)\s?|\\([,;:! ])|\\([{}%$&#_|])|\\\\")
RAISED = {"2": "squared", "3": "cubed", "circ": "°", "degree": "°", "prime": "prime", "T": "transposed"}


def say(text: str) -> str:
    return FORMULA.sub(_formula, text) if "\\" in text or "$" in text else text


def _formula(match: re.Match[str]) -> str:
    """Between single dollars only what looks like a formula: "$5 and $10" are two prices."""
    inside = next(part for part in match.groups() if part is not None)
    if match["dollars"] is not None and not LOOKS.search(inside):
        return match[0]
    return said(inside)


def said(formula: str) -> str:
    formula = ENVIRONMENT.sub(" ", WORDY.sub(_apart, formula)).replace("&", " ").replace("-", " minus ")
    formula = BOUNDS.sub(lambda m: f"{m[1]} from {m[2] or m[3]} to {m[4] or m[5]} of ", formula)
    formula = LIMIT.sub(r"\1 as \2 of ", formula)
    for _ in range(3):  # one in another
        formula = ROOT.sub(_root, FRACTION.sub(_fraction, formula))
    formula = INDEX.sub(lambda m: f" {m[1] or m[2]} ", POWER.sub(_power, formula))
    formula = COMMAND.sub(_command, formula)
    formula = re.sub(r"(?<=[A-Za-z)])\s?/\s?(?=[A-Za-z(\d])|(?<=\d)/(?=[A-Za-z(])", " over ", formula)
    return re.sub(r"\s+", " ", re.sub(r"[{}~]|(?<=[a-z])'", " ", formula)).strip()


def _apart(match: re.Match[str]) -> str:
    """Letters side by side are factors: "mc" → "m c"; commands and text in a formula stay whole."""
    return match[0] if match[0][0] == "\\" else " ".join(match[0])


def _fraction(match: re.Match[str]) -> str:
    over, under = (match[1], match[2]) if match[1] is not None else (match[3], match[4])
    if re.fullmatch(r"\d+", over.strip()) and re.fullmatch(r"\d+", under.strip()):
        return f" {over.strip()}/{under.strip()} "
    return f" {over} over {under} "


def _root(match: re.Match[str]) -> str:
    which = {None: "square", "2": "square", "3": "cube"}.get(match[1]) or f"{match[1]}th"
    return f" the {which} root of {match[2]} "


def _power(match: re.Match[str]) -> str:
    power = (match[1] or match[2]).strip().removeprefix("\\")
    return f" {RAISED[power]} " if power in RAISED else f" to the power of {power} "


def _command(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return match[3] if match[3] and match[3] in "%$&#" else " "
    return " " if name in SILENT else f" {WORDS.get(name, name)} "
