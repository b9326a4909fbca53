"""What can be known by its form alone, wherever it stands? What it is called in a question, and how it looks."""

KINDS = {  # what can be known by its form alone: what it is called → how it looks
    "phone number": (r"(?:tele)?phone number|telephone|mobile number|number to (?:call|ring)",
                     r"\+?\(?\d[\d\s().-]{6,}\d"),
    "email address": (r"e-?mail(?: address)?", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "web address": (r"link|url|web ?(?:site|page|address)|address of the (?:page|site)|domain",
                    r"(?:https?://|www\.)\S+[\w/]|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|de|uk|eu|gov|edu)\b\S*"),
    "price": (r"price|cost|amount|sum", r"(?:[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥]|EUR|USD|GBP|dollars|euros))"),
    "date": (r"date|day", r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
             r"|(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
             r"(?:\s\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s\d{4})?)"),
    "time": (r"time", r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"),
    "percentage": (r"percent(?:age)?", r"\d[\d.,]*\s?%"),
    "IP address": (r"ip(?: address)?", r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    "code": (r"(?:error|status) code",
             r"\b[A-Z]+(?:_[A-Z]+)+\b|\b0x[0-9A-Fa-f]{4,}\b|\b[A-Z]{2,}-?\d{2,}\b|(?<=[Cc]ode )\d[\d.]+|\b[45]\d\d\b"),
    "version": (r"version(?: number)?", r"\bv?\d+\.\d+(?:\.\d+)*\b"),
}  # fmt: skip
FORMAL = ("phone number", "email address", "web address", "IP address")  # that nothing else looks like
MISSED = ("price", "time", "percentage")  # that are of something; what else there is of them is no answer
