"""Twenty-one screens: dialogs, tables, terminals, web pages as HTML, a question about each, and what has to be told."""

from dataclasses import dataclass

DARK = "background:#1e1f22;color:#dfe1e5"
LIGHT = "background:#ececec;color:#222"
BOX = "margin:90px auto;padding:22px;border-radius:10px;box-shadow:0 8px 30px #0006"
BUTTON = "display:inline-block;padding:5px 16px;margin-left:8px;border-radius:6px;border:1px solid #8888"


@dataclass(frozen=True)
class Screen:
    """One screen and one question about it."""

    name: str
    html: str
    asked: str
    told: tuple[str, ...]  # all of these stand in the answer, whatever else does
    size: tuple[int, int] = (1280, 800)


def dialog(title, text, buttons, style=LIGHT, font="14px sans-serif", wide=440):
    inside = "#2b2d30" if style == DARK else "#fff"
    ends = "".join(f"<span style='{BUTTON}'>{name}</span>" for name in buttons)
    return (
        f"<body style='margin:0;font:{font};{style}'><div style='width:{wide}px;background:{inside};{BOX}'>"
        f"<b style='font-size:1.2em'>{title}</b><p>{text}</p><div style='text-align:right'>{ends}</div></div></body>"
    )


def table(title, rows, style=LIGHT, font="15px sans-serif", border=1, after=""):
    head, *others = rows
    cells = "".join(f"<th style='text-align:left'>{cell}</th>" for cell in head)
    cells = f"<tr>{cells}</tr>" + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in others
    )
    return (
        f"<body style='margin:36px;font:{font};{style}'><h1>{title}</h1>"
        f"<table border={border} cellpadding=7 style='border-collapse:collapse;min-width:620px'>{cells}</table>"
        f"<p>{after}</p></body>"
    )


def terminal(text, style="background:#101418;color:#d5e0d5", font="14px monospace"):
    return f"<body style='margin:12px;font:{font};{style}'><pre style='font:inherit'>{text}</pre></body>"


INVOICE = [
    ("Item", "Quantity", "Price", "Amount"),
    ("Oat milk latte", "2", "$4.50", "$9.00"),
    ("Blueberry muffin", "1", "$3.25", "$3.25"),
    ("Total", "", "", "$12.25"),
]
TRAINS = [
    ("Time", "Destination", "Platform", "Status"),
    ("09:42", "Brighton", "4", "On time"),
    ("09:51", "Cambridge", "11", "Cancelled"),
    ("10:05", "Dover Priory", "7", "Expected 10:12"),
]
STAFF = [
    ("Name", "Role", "Office"),
    ("Maria Lopez", "Engineering", "Room 214"),
    ("Kenji Watanabe", "Design", "Room 305"),
    ("Aisha Khan", "Finance", "Room 118"),
]
ARTICLE = """<body style='margin:0;font:16px/1.5 serif;color:#222'><div
style='background:#234;color:#fff;padding:10px 24px'> Home &nbsp; News &nbsp; Sport &nbsp; Weather
&nbsp; Contact</div><div style='margin:24px 60px;width:760px'> <h1>Harbour bridge closes for repairs
in March</h1><p>The city will close the harbour bridge from March 3 until March 28, the mayor said
on Tuesday. Buses will be diverted through the tunnel. Questions? Call 0117 496 0233 or write to
works@harbour.example.</p><p>Cyclists may use the eastern path.</p></div></body>"""
SHOP = """<body style='margin:40px;font:16px sans-serif'><h2>Trail running shoes</h2><p
style='font-size:26px'>$89.99</p> <p>In stock. Free delivery by Friday.</p><span
style='background:#f80;padding:8px 20px;border-radius:6px'>Add to cart</span> <p
style='color:#777;font-size:13px'>Returns are accepted within 60 days. Questions:
help@shop.example</p></body>"""
COLUMNS = """<body style='margin:40px;font:15px/1.45 serif'><h1>Village Gazette</h1><div
style='columns:2;column-gap:60px; width:900px'><p>The bakery on Mill Lane opens again on Monday at
seven. It was closed for three weeks after the flood.</p> <p>The library looks for volunteers who
read to children on Saturday mornings. Ask for Mrs. Penrose at the desk.</p> <p>Our football club
won three to one against Ashford. The next match is on Sunday at two.</p></div></body>"""
LOGIN = """<body style='margin:0;font:15px sans-serif;background:#202124;color:#e8eaed'><div
style='width:360px;margin:120px auto'><h2>Sign in</h2><p>Email</p><div style='border:1px solid
#777;padding:8px'>ann.lee@example.org</div><p>Password</p> <div style='border:1px solid
#777;padding:8px'>••••••••</div><p style='color:#f28b82'>Wrong password. You have 2 attempts
left.</p><span style='background:#8ab4f8;color:#202124;padding:8px 22px'>Next</span></div></body>"""
SIGN = """<body style='margin:0;background:#0a5a2a;color:#fff;font:bold 90px sans-serif;text-align:center'>
<div style='padding-top:150px'>NO PARKING</div><div style='font-size:44px'>Monday to Friday 8 am - 6
pm</div></body>"""
SETTINGS = """<body style='margin:30px;font:13px sans-serif;color:#111'><h2>Network</h2><p>Wi-Fi: Connected to
Blue Whale 5G </p><p>IP address: 192.168.178.24</p><p>Router: 192.168.178.1</p><p>Firewall:
Off</p></body>"""
FAIL = """ann@mac site % git push origin main
To github.com:ann/site.git
 ! [rejected]        main -> main (fetch first)
error: failed to push some refs to 'github.com:ann/site.git'
hint: Updates were rejected because the remote contains work that you do
hint: not have locally."""
TRACE = """$ python3 import_users.py --file users.csv
Traceback (most recent call last):
  File "import_users.py", line 27, in &lt;module&gt;
    rows = load(args.file)
FileNotFoundError: No such file or directory: 'users.csv'"""
DISK = """$ df -h
Filesystem      Size  Used Avail Use%
/dev/sda1       234G  187G   36G  84%
/dev/sdb1       1.8T  912G  827G  53%"""
TESTS = """$ pytest -q
..............F.....
FAILED tests/test_cart.py::test_total - assert 41 == 42
1 failed, 19 passed in 3.21s"""

SCREENS = (
    Screen(
        "disk",
        dialog(
            "Disk almost full", "You have 312 MB left on this disk. Delete files you no longer need.", ["Manage", "OK"]
        ),
        "read me the error message",
        ("312 MB left",),
    ),
    Screen(
        "save",
        dialog(
            "Save changes?",
            "Your changes to “Budget 2026.xlsx” will be lost if you don't save them.",
            ["Don't Save", "Cancel", "Save"],
            DARK,
        ),
        "what does the dialog say",
        ("Budget 2026.xlsx", "lost"),
    ),
    Screen(
        "update",
        dialog(
            "Update available",
            "Version 14.2.1 is ready to install. Your computer will restart.",
            ["Later", "Install Now"],
            LIGHT,
            "13px sans-serif",
        ),
        "which version is it",
        ("14.2.1",),
    ),
    Screen(
        "crash",
        dialog(
            "Photos quit unexpectedly",
            "Click Reopen to open the application again. Report code: EX-77102.",
            ["Ignore", "Report...", "Reopen"],
            DARK,
            "15px sans-serif",
        ),
        "what's the report code",
        ("EX-77102",),
    ),
    Screen(
        "button",
        dialog("Delete 3 photos?", "This cannot be undone.", ["Cancel", "Delete"], LIGHT, "16px sans-serif"),
        "where is the cancel button",
        ("Cancel", "top"),
    ),
    Screen(
        "small",
        dialog(
            "Certificate expired",
            "The certificate of mail.example.org expired on 2026-10-01.",
            ["Details", "Close"],
            LIGHT,
            "12px sans-serif",
            360,
        ),
        "what date is it",
        ("2026-10-01",),
    ),
    Screen(
        "invoice",
        table("Invoice 2026-118", INVOICE, "background:#fff;color:#111", "16px serif"),
        "what is the total",
        ("12.25",),
    ),
    Screen("latte", table("Invoice 2026-118", INVOICE, DARK), "what's the price of the oat milk latte", ("4.50",)),
    Screen(
        "trains",
        table("Departures", TRAINS, "background:#001a33;color:#ffd24d", "20px monospace", 0),
        "which platform for Dover",
        ("7", "Dover Priory"),
    ),
    Screen("staff", table("Staff directory", STAFF, LIGHT, "14px sans-serif", 0), "where does Kenji work", ("305",)),
    Screen(
        "row",
        table("Staff directory", STAFF, "background:#fff;color:#333", "13px sans-serif"),
        "read the third row",
        ("Aisha Khan", "Finance", "Room 118"),
    ),
    Screen("push", terminal(FAIL), "what is the error", ("failed to push some refs",)),
    Screen(
        "trace",
        terminal(TRACE, "background:#fff;color:#111", "13px monospace"),
        "read the last line",
        ("FileNotFoundError", "users.csv"),
    ),
    Screen("tests", terminal(TESTS, font="15px monospace"), "how many tests passed", ("19 passed",)),
    Screen(
        "usage",
        terminal(DISK, "background:#300a24;color:#eee", "16px monospace"),
        "read the second row",
        ("/dev/sdb1", "53%"),
    ),
    Screen("article", ARTICLE, "is there a phone number", ("0117 496 0233",)),
    Screen("shop", SHOP, "how much is it", ("89.99",)),
    Screen("login", LOGIN, "what's the error", ("Wrong password",)),
    Screen("sign", SIGN, "what does the sign say", ("NO PARKING", "Monday to Friday")),
    Screen("columns", COLUMNS, "does it say anything about the library", ("library", "volunteers")),
    Screen("settings", SETTINGS, "what's the IP address", ("192.168.178.24",)),
)
