"""How is an amount of money said? "$20.50" → "twenty dollars fifty cents", "£2 bn" → "two billion pounds"."""

import re

from localvoice.wording.spoken.beside import adjective
from localvoice.wording.spoken.fractions import scaled
from localvoice.wording.spoken.measures import unit_name
from localvoice.wording.spoken.spell import NUMBER, SCALES, cardinal, is_one, number

# sign → one, many, one hundredth, many hundredths ("" when nobody says it)
CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "", ""),
    "₩": ("won", "won", "", ""),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₽": ("ruble", "rubles", "kopek", "kopeks"),
    "₺": ("lira", "lira", "", ""),
    "₪": ("shekel", "shekels", "", ""),
    "₴": ("hryvnia", "hryvnias", "", ""),
    "₫": ("dong", "dong", "", ""),
    "₿": ("bitcoin", "bitcoins", "", ""),
    "฿": ("baht", "baht", "", ""),
    "₱": ("peso", "pesos", "centavo", "centavos"),
    "₦": ("naira", "naira", "", ""),
}
NAMED = {
    "CHF": ("Swiss franc", "Swiss francs", "", ""),
    "SEK": ("Swedish krona", "Swedish kronor", "", ""),
    "NOK": ("Norwegian krone", "Norwegian kroner", "", ""),
    "DKK": ("Danish krone", "Danish kroner", "", ""),
    "PLN": ("zloty", "zloty", "", ""),
    "CZK": ("Czech koruna", "Czech koruny", "", ""),
    "CNY": ("yuan", "yuan", "", ""),
    "BRL": ("real", "reais", "", ""),
    "MXN": ("Mexican peso", "Mexican pesos", "", ""),
    "TRY": ("lira", "lira", "", ""),
    "ZAR": ("rand", "rand", "", ""),
}  # without a sign
CODES = {
    "USD": ("US ", "$"),
    "CAD": ("Canadian ", "$"),
    "AUD": ("Australian ", "$"),
    "NZD": ("New Zealand ", "$"),
    "EUR": ("", "€"),
    "GBP": ("", "£"),
    "JPY": ("", "¥"),
    "INR": ("", "₹"),
    "KRW": ("", "₩"),
    **{code: ("", code) for code in NAMED},
}
NAMES = CURRENCIES | NAMED
DOLLARS = {
    "US": "US ",
    "C": "Canadian ",
    "CA": "Canadian ",
    "A": "Australian ",
    "AU": "Australian ",
    "NZ": "New Zealand ",
}
SHORT = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "t": "trillion"}

SIGN = "[" + "".join(CURRENCIES) + "]"
SCALE = rf"(?:\s?(?P<scale>(?:{SCALES})\b|(?:mn|bn|[kmbt])\b))?"
PER = r"(?:\s?/\s?(?P<per>[A-Za-z]+)\b)?"
BEFORE = re.compile(
    rf"(?P<minus>(?<![\w-])-)?(?P<land>\b(?:{'|'.join(DOLLARS)}))?(?P<sign>{SIGN})\s?(?P<n>{NUMBER})(?![\d]){SCALE}{PER}",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"(?<![\w.,])(?P<minus>-)?(?P<n>{NUMBER}){SCALE}\s?(?:(?P<sign>{SIGN}(?!\d))|(?P<code>(?-i:{'|'.join(CODES)}))\b){PER}",
    re.IGNORECASE,
)
CODED = re.compile(rf"\b(?P<code>{'|'.join(CODES)})\s?(?P<minus>-)?(?P<n>{NUMBER})(?!\d){SCALE}{PER}")
CENTS = re.compile(rf"(?<![\w.,])(?P<n>{NUMBER})\s?¢")
BEHIND = re.compile(
    rf"(?<![\w.,-])(?P<a>{NUMBER})(?:\s?{SIGN})?\s?[-–—]\s?(?=(?:{NUMBER}){SCALE}\s?{SIGN}(?!\d))", re.IGNORECASE
)
TWO = re.compile(rf"(?P<sign>{SIGN})(?P<a>{NUMBER})\s?[-–—]\s?(?P<b>{NUMBER})(?![\d%])")
RANGE = re.compile(rf"({SIGN}(?:{NUMBER})(?:\s?(?:{SCALES}|[kmbt]n?)\b)?)\s?[-–—]\s?(?={SIGN}?\d)", re.IGNORECASE)


def say(text: str) -> str:
    text = BEHIND.sub(lambda m: f"{number(m['a'])} to ", text)
    text = TWO.sub(lambda m: f"{number(m['a'])} to {m['sign']}{m['b']}", text)
    text = RANGE.sub(r"\1 to ", text)
    text = CENTS.sub(lambda m: f"{number(m['n'])} {'cent' if is_one(m['n']) else 'cents'}", text)
    for pattern in (BEFORE, AFTER, CODED):
        text = pattern.sub(_amount, text)
    return text


def _amount(match: re.Match[str]) -> str:
    got = match.groupdict()
    nation, sign = CODES[got["code"]] if got.get("code") else ("", got["sign"])
    nation = DOLLARS[got["land"].upper()] if got.get("land") else nation
    one, many, *_ = NAMES[sign]
    many = one if adjective(match) else many
    if got["scale"]:
        scale = SHORT.get(got["scale"].lower(), got["scale"].lower())
        said = f"{scaled(got['n'], scale)} {nation}{many}"
    else:
        said = _plain(got["n"], nation, sign, many)
    apart = " " if match.string[match.start() - 1 : match.start()].isalnum() else ""
    return apart + ("minus " if got["minus"] else "") + said + (f" per {unit_name(got['per'])}" if got["per"] else "")


def _plain(text: str, nation: str, sign: str, many: str) -> str:
    one, _, one_cent, many_cents = NAMES[sign]
    whole, _, fraction = text.replace(",", "").partition(".")
    hundredths = fraction.rstrip("0")
    if len(hundredths) > 2 or (hundredths and not one_cent):
        return f"{number(text)} {nation}{many}"
    cents = int(hundredths.ljust(2, "0") or 0)
    coins = f"{cardinal(cents)} {one_cent if cents == 1 else many_cents}" if cents else ""
    if not whole.strip("0") and cents:
        return coins
    notes = f"{number(whole or '0')} {nation}{one if is_one(whole) else many}"
    return f"{notes} {coins}".strip()
