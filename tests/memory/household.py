"""A person's folder of 200 small documents: what a household keeps, of four kinds, and what is asked.

household.txt was written by hand; notes of meetings, diary, orders and letters are put together from parts, so that
many files speak of like things.
"""

import html
import random
import textwrap
from pathlib import Path

HERE = Path(__file__).parent
PEOPLE = ["Anna", "Ben", "Carla", "Deniz", "Emil", "Frida", "Gustav", "Hanna", "Igor", "Jette", "Kasper", "Lotte"]
PROJECTS = (
    "the warehouse scanner, the new price list, the website, the spare parts shop, the spring fair, the training room"
)
DECIDED = """The draft goes to the customer on the {day}th. | {who} asks the supplier for a second offer. | We
wait for the figures of the last quarter. | The old version stays until the summer. | {who} writes the minutes
next time. | The budget of {sum} is enough for one half. | Nobody wants the blue design. | The test begins in
week {day}. | Parking spaces are short on that day. | {who} presents it to the board."""
DIARY = """Rain until noon, then we walked around the lake and counted {day} herons. | {who} came for supper and
stayed until one. | Finished the puzzle of a thousand pieces; one is missing. | The train stood for {day}
minutes before the bridge. | Found the old letters in the attic and read all evening. | {who} has a new job and
is glad. | Swam for the first time this year, eleven degrees. | The neighbours' band practised again. | Baked
with {who}, the kitchen was white. | Long talk about whether we should move to the country."""
GOODS = "walking boots, a desk lamp, four wine glasses, a rucksack, bed linen, a kettle, a garden hose, curtain rods"
LETTERS = """Dear {who}, thank you for the invitation; we shall gladly come on the {day}th and bring a salad. |
Dear {who}, the fence between our plots leans, and I suggest that we share the {sum} for new posts. | Dear
{who}, your parcel came to us by mistake and waits in the hall. | Dear {who}, I shall be away for {day} days,
please empty the letter box. | Dear {who}, the choir books are complete again, one had been lent to the
school."""
BOILERPLATE = "<nav><a href='/'>Home</a> <a href='/search'>Search</a></nav><script>track('page')</script>"


def parts(text):
    return [" ".join(part.split()) for part in text.split("|")]


def entries():
    """Path, title and text of each of the 200."""
    for block in (HERE / "household.txt").read_text("utf-8").split("\n# "):
        head, _, text = block.removeprefix("# ").partition("\n")
        path, _, title = head.partition(" | ")
        yield path, title, text.strip()
    choose = random.Random(7)

    def some(text, count):
        chosen = choose.sample(parts(text), count)
        return " ".join(
            one.format(who=choose.choice(PEOPLE), day=choose.randint(3, 28), sum=choose.randint(2, 90) * 100)
            for one in chosen
        )

    projects, goods = ([one.strip() for one in text.split(",")] for text in (PROJECTS, GOODS))
    for number in range(32):
        project, there = projects[number % len(projects)], ", ".join(choose.sample(PEOPLE, 3))
        title = f"Meeting {number + 1} about {project}"
        yield (
            f"work/meetings/{2023 + number // 12}-{number % 12 + 1:02}.md",
            title,
            f"{there} were there. {some(DECIDED, 4)}",
        )
    for number in range(26):
        yield f"diary/week-{number + 1:02}.txt", f"Week {number + 1}", some(DIARY, 3)
    for number in range(20):
        thing = goods[number % len(goods)]
        title = f"Order {41_000 + 37 * number}"
        text = f"{thing.capitalize()} for {choose.randint(9, 190)}.90, sent on the {choose.randint(1, 28)}th by parcel."
        yield f"orders/order-{41_000 + 37 * number}.html", title, f"{text} May be sent back within thirty days."
    for number in range(11):
        yield f"letters/letter-{number + 1}.pdf", "Letter", some(LETTERS, 1)


def household(folder):
    """Write all of them."""
    for path, title, text in entries():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written(file.suffix, title, text))
    return folder


def written(suffix, title, text):
    if suffix == ".pdf":
        return pdf([title, *textwrap.wrap(text, 80)])
    if suffix == ".html":
        head = f"<html><head><title>{html.escape(title)}</title></head><body>{BOILERPLATE}"
        return f"{head}<h1>{html.escape(title)}</h1>\n<p>{html.escape(text)}</p></body></html>".encode()
    heading = f"# {title}" if suffix == ".md" else title
    return f"{heading}\n\n{text}\n".encode()


def pdf(lines, stream=None, packed=""):
    """A PDF of one page with these lines; `stream`: other contents of the page, `packed`: how these are packed."""
    shown = "".join(f"({line.translate({40: '[', 41: ']', 92: '/'})}) Tj T*\n" for line in lines)
    content = stream if stream is not None else f"BT /F1 11 Tf 14 TL 50 780 Td\n{shown}ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842]"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding /WinAnsiEncoding >> >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), packed.encode(), content),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (table, len(written))


def asked(kind):
    """Question and the path of its document without the ending, "" where there is none. `kind`: "counted", "chosen"."""
    found, mine = [], False
    for line in (HERE / "household_asked.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            mine = line.startswith(f"# {kind}")
        elif mine:
            question, _, path = line.rpartition("|")
            found.append((question.strip(), path.strip()))
    return found
