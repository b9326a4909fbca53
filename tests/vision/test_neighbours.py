"""Are labels, headers and errors known in print that is short, in two lines, or torn? Neighbours of each kind."""

import pytest

from localvoice.vision import asking
from tests.vision.written import below, cell, grid

STANDINGS = grid(
    ("Pos", "Club", "P", "W", "Pts"), ("1", "Ashby", "18", "13", "41"), ("2", "Redcliffe", "17", "10", "34"),
    ("3", "Marlow", "18", "7", "26"), lefts=(40, 100, 300, 360, 420),
)  # fmt: skip
MACHINES = grid(
    ("Job", "Mins", "Temp", "Dept"), ("Wash", "48", "60 °C", "Linen"), ("Dry", "75", "90 °C", "Wool"),
    ("Press", "12", "110 °C", "Silk"), lefts=(40, 200, 300, 400),
)  # fmt: skip
DISKS = grid(
    ("Filesystem", "Size", "Used", "Avail Use% Mounted on"), ("/dev/sda2", "98G", "41G", "45% /"),
    ("/dev/sda3", "366G", "219G", "63% /home"), ("/dev/sdb1", "1.8T", "1.6T", "93% /mnt/backup"),
    lefts=(40, 220, 300, 380),
)  # fmt: skip
DRIVES = grid(
    ("Volume", "Capacity", "Free"), ("System", "500 GB", "21 GB"), ("Photos", "2 TB", "640 GB"),
    ("Music", "1 TB", "77 GB"), lefts=(40, 220, 340),
)  # fmt: skip
LABELS, VALUES = ("Theme", "Language", "Zone", "Week"), ("Dark", "Portuguese", "Lisbon", "Blue")
TOPS, MIDDLES = (72, 140, 207, 255), (82, 150, 207, 255)  # of labels, of which two have a line below, and of values
SETTINGS = [
    *[cell(text, 10, 28 + 36 * at) for at, text in enumerate(("Account", "Privacy", "General", "Billing", "About"))],
    *[cell(text, 280, top, high=28) for text, top in zip(LABELS, TOPS, strict=True)],
    *[cell(text, 280, top, high=28) for text, top in (("How the app looks", 92), ("Menus and messages", 160))],
    *[cell(text, 820, top, high=28) for text, top in zip(VALUES, MIDDLES, strict=True)],
]
MESSAGES = [
    *grid(("Maria Lopez", "11:42"), ("Leo Brandt", "Yesterday"), ("Choir", "Mon"), lefts=(40, 500), step=70),
    *[cell(text, 40, 60 + 70 * at) for at, text in enumerate(("Rehearsal moved to six", "Bring chairs", "New songs"))],
]
PERMISSION = [
    *below("“Choirmate” would like to", "access the microphone.", "It listens while you sing."),
    *below("Allow Once", "Allow While Using App", "Don't Allow", top=160, step=44),
]
TIMES = grid(
    ("Time", "Destination", "Plat", "Expected"), ("18:06", "Ely", "4", "On time"), ("18:13", "Ipswich", "11", "18:25"),
    ("18:30", "Stansted", "3", "Cancelled"), ("18:38", "Norwich", "7", "18:50"), lefts=(40, 140, 360, 460),
)  # fmt: skip
FLIGHTS = grid(
    ("Flight", "To", "Gate", "Status"), ("KL 1002", "Oslo", "B4", "Delayed"), ("BA 87", "Rome", "C1", "Boarding"),
    ("LH 44", "Kyiv", "B9", "Delayed"), lefts=(40, 160, 300, 400),
)  # fmt: skip
MENU = grid(
    ("The Heron", ""), ("Starters", ""), ("Smoked trout", "9.50"), ("Beetroot salad", "7.80"), ("Mains", ""),
    ("Lamb shoulder", "21.00"), ("Hake", "19.50"), ("Mushroom pie", "16.20"), lefts=(40, 400), step=36,
)  # fmt: skip
LETTER = [
    *below("Dear Mrs Okafor,", "the roof will be mended in May.", "Yours sincerely,"),
    *below("Ruth Hallam", "Head of Housing", top=130),
]
PARCEL = [
    *below("Your parcel is on its way", "Order 5520 8174"),
    *below("Out for delivery", "With the driver, two stops away", top=120),
]
FAULT = [
    *below("Save Document?", "Save changes to “jam.odt” before closing?", "Error code 13.05.00", "By Eleanor Fitch"),
    *below("Cancel", "Save", top=200),
]
CALLS = ("Traceback (most recent call last):", 'File "merge.py", line 47, in <module>', "main(sys.argv[1])")


def ask(lines, question):
    return asking.answer(question, lines, (1000, 680))


@pytest.mark.parametrize(
    ("lines", "question", "told"),
    [
        (STANDINGS, "how many points does Redcliffe have", "Redcliffe: pts 34."),
        (STANDINGS, "what position is Redcliffe in", "Redcliffe: pos 2."),
        (STANDINGS, "how many games has Marlow won", "Marlow: w 7."),
        (MACHINES, "how many minutes does the wash take", "Wash: mins 48."),
        (MACHINES, "which department is press", "Press: dept Silk."),
        (DISKS, "how full is the backup disk", "93% /mnt/backup."),
        (DISKS, "how full is the home disk", "63% /home."),
        (DRIVES, "how much space is left on the photos drive", "Photos: free 640 GB."),
        (DRIVES, "how much is free on music", "Music: 77 GB."),
        (SETTINGS, "what language is it set to", "Language: Portuguese."),
        (SETTINGS, "which theme is on", "Theme: Dark."),
        (SETTINGS, "which zone is it", "Zone: Lisbon."),
        (MESSAGES, "what did Maria write", "Maria Lopez: Rehearsal moved to six."),
        (PERMISSION, "what does that app want to be allowed to do", "“Choirmate” would like to access the microphone."),
        (PERMISSION, "which app is asking", "“Choirmate” would like to access the microphone."),
        (TIMES, "which trains are delayed", "Ipswich and Norwich."),
        (TIMES, "which trains are cancelled", "Stansted."),
        (FLIGHTS, "which flights are late", "KL 1002 and LH 44."),
        (MENU, "what's the cheapest main", "Mushroom pie: 16.20."),
        (MENU, "which starter is the most expensive", "Smoked trout: 9.50."),
        (MENU, "what is the cheapest", "Beetroot salad: 7.80."),
        (MENU, "what starters are there", "Smoked trout and Beetroot salad."),
        (MENU, "which mains do they have", "Lamb shoulder, Hake and Mushroom pie."),
        (MENU, "how much is the hake", "Hake: 19.50."),
        (FLIGHTS, "which gate is Oslo", "Oslo: gate B4."),
        (FLIGHTS, "which flight is boarding", "BA 87."),
        (LETTER, "who signed the letter", "Ruth Hallam."),
        (LETTER, "who signed it", "Ruth Hallam."),
        (FAULT, "what does it ask", "Save changes to “jam.odt” before closing?"),
        (FAULT, "what's the error code", "Error code 13.05.00."),
        (FAULT, "who wrote the article", "By Eleanor Fitch."),
        (STANDINGS, "what place is Marlow in", "Marlow: pos 3."),
        (PARCEL, "where is my parcel", "Out for delivery."),
        (PARCEL, "where's the package", "Out for delivery."),
    ],
)  # fmt: skip
def test_one_of_a_kind_is_answered_as_its_neighbours_are(lines, question, told):
    assert ask(lines, question) == told


@pytest.mark.parametrize(
    "said",
    [
        "KeyError: 'postcode'", "subprocess.TimeoutExpired: Command 'sleep' took too long", "KeyboardInterrupt",
        "sqlite3.OperationalError: no such table: guests", "AssertionError",
    ],
)  # fmt: skip
def test_a_traceback_says_what_stands_at_its_end(said):
    told = ask(below("$ python3 merge.py", *CALLS, said, "maud@heron:~/letters$"), "what does the error say")
    assert told.startswith(said)
    assert "merge" not in told
    assert "heron" not in told


def test_of_two_tracebacks_the_last_is_told():
    lines = below(*CALLS, "KeyError: 'a'", "During handling of the above another occurred:", *CALLS, "ValueError: no b")
    assert ask(lines, "what's the error") == "ValueError: no b."


def test_where_no_train_is_late_none_is_told():
    assert "Ely" not in ask(TIMES[:8], "which trains are delayed")


def test_what_is_only_some_of_a_heading_is_not_told_as_all_of_it():
    assert "Hake" not in ask(MENU, "which mains are vegetarian")
