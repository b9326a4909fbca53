"""Is a question in any words answered by the one piece that it asks for? On tables, cards, forms, letters and chats."""

import pytest

from localvoice.vision import finding
from localvoice.vision.columns import columns
from localvoice.vision.most import most
from localvoice.vision.units import units
from tests.vision.written import below, cell, grid

TRAINS = grid(
    ("TIME", "DESTINATION", "PLAT", "STATUS"), ("10:15", "Cambridge", "6", "On time"),
    ("10:22", "Norwich", "3", "Cancelled"), ("10:52", "Dover Priory", "7", "On time"), lefts=(40, 160, 420, 520),
)  # fmt: skip
LEAGUE = grid(
    ("Team", "P", "W", "GD", "Pts"), ("Ashford", "18", "13", "+24", "42"), ("Holm", "17", "8", "+3", "28"),
    ("Tarn", "18", "3", "-20", "14"), lefts=(40, 240, 300, 360, 430),
)  # fmt: skip
CARDS = grid(
    ("Red kettle", "Blue kettle"), ("1.7 litre", "1.5 litre"), ("£34.99", "£29.50"), ("In stock", "Sold out"),
    lefts=(40, 340), step=22,
)  # fmt: skip
FORM = grid(
    ("Printer:", "Brother HL-L2350"), ("Copies:", "2"), ("Paper size:", "A4"), ("Two-sided:", "Off"), lefts=(40, 160)
)  # fmt: skip
TICKET = grid(
    ("Passenger", "Seat", "Gate", "Boarding"), ("Ines Duarte", "14A", "B22", "06:15"),
    lefts=(40, 240, 340, 440), step=22,
)  # fmt: skip
LETTER = [
    *below("Questions", "Our team will be glad to help you. Ring", "01632 960 418 between nine and five."),
    *below("Garden waste", "The yearly subscription rises to £46.50."
           , top=130),
]  # fmt: skip
CHAT = [
    *below("How much do I owe you?", "16:42"),
    *below("£12.80, no rush", "16:44", left=300, top=110),
    *below("Shall we meet by the bandstand?", "16:50", top=180),
]
STAFF = grid(("Maria Lopez", "Rehearsal moved", "11:42"), ("Dr Brandt", "Results of the blood test", "Mon"),
             lefts=(40, 200, 600))  # fmt: skip
SHEET = [
    *grid(("A", "B", "C"), lefts=(90, 240, 400)),
    *grid(("1", "Month", "Rent", "Food"), ("2", "March", "925", "341"), ("3", "April", "900", "298"),
          lefts=(40, 90, 240, 400), top=74),
]  # fmt: skip
STOPS = grid(("Station", "7:05", "7:35"), ("Market", "7:12", "7:42"), ("Hospital", "7:20", "7:50"),
             ("Harbour", "7:31", "8:01"), lefts=(40, 240, 340))  # fmt: skip
FACTS = grid(("Height", "31 m"), ("Built", "1857"), ("Colour", "White"), lefts=(40, 140))
SMALL_PRINT = below("Each further hour costs €4. A deposit of €50 is held on your card.")
CALENDAR = [*below("9", "Book club", left=300), *below("12", "MOT 08:30", left=700)]


def ask(lines, question):
    every = units(columns(lines))
    return most(question, every) or finding.find(finding.asked(question), every)


@pytest.mark.parametrize(
    ("lines", "question", "told"),
    [
        (TRAINS, "when does the train to Dover leave", "Dover Priory: time 10:52"),
        (TRAINS, "what platform does the Cambridge train go from", "Cambridge: plat 6"),
        (TRAINS, "is the Norwich train running", "Norwich: time 10:22, plat 3, status Cancelled"),
        (LEAGUE, "how many points has Holm got", "Holm: pts 28"),
        (LEAGUE, "what's the goal difference of Tarn", "Tarn: gd -20"),
        (LEAGUE, "how many games has Ashford won", "Ashford: w 13"),
        (CARDS, "how much is the blue kettle", "Blue kettle: £29.50"),
        (CARDS, "which kettle is the cheapest", "Blue kettle: £29.50"),
        (CARDS, "how big is the red kettle", "Red kettle: 1.7 litre"),
        (FORM, "how many copies", "Copies: 2"),
        (FORM, "which printer is chosen", "Printer: Brother HL-L2350"),
        (FORM, "is it two-sided", "Two-sided: Off"),
        (TICKET, "which gate is it", "Gate: B22"),
        (TICKET, "who is the passenger", "Passenger: Ines Duarte"),
        (TICKET, "when is boarding", "Boarding: 06:15"),
        (LETTER, "what number should I ring with questions", "Ring 01632 960 418 between nine and five."),
        (LETTER, "how much is garden waste", "Garden waste: The yearly subscription rises to £46.50."),
        (CHAT, "how much does she owe me", "£12.80, no rush"),
        (CHAT, "where do they want to meet", "Shall we meet by the bandstand?"),
        (STAFF, "who wrote about the blood test", "Results of the blood test: Dr Brandt"),
        (SHEET, "how much was food in March", "March: food 341"),
        (STOPS, "when does the bus leave from the harbour", "Harbour: 7:31, 8:01"),
        (FACTS, "how high is the lighthouse", "Height: 31 m"),
        (SMALL_PRINT, "how much is the deposit", "A deposit of €50 is held on your card."),
        (CALENDAR, "when is the book club", "9. Book club."),
    ],
)
def test_one_thing_is_told_in_a_few_words(lines, question, told):
    assert ask(lines, question) == told


@pytest.mark.parametrize(
    ("lines", "question", "told"),
    [
        (LEAGUE, "which team has the most points", "Ashford: pts 42"),
        (LEAGUE, "who has the fewest points", "Tarn: pts 14"),
        (grid(("Name", "Size"), ("a.zip", "1.7 GB"), ("b.mp3", "48 MB"), ("c.txt", "900 kB"), lefts=(40, 240)),
         "which file is the biggest", "a.zip: size 1.7 GB"),
        (grid(("Title", "Length"), ("Winter", "4:38"), ("Ferry", "3:50"), ("Moon", "4:05"), lefts=(40, 240)),
         "what is the longest song", "Winter: length 4:38"),
    ],
)  # fmt: skip
def test_the_greatest_and_the_least_are_found_by_their_figures(lines, question, told):
    assert ask(lines, question) == told


@pytest.mark.parametrize("question", ["how much is the piano", "who has the lowest fever", "when is the dentist"])
def test_what_is_not_there_is_not_answered(question):
    assert ask(CARDS, question) == ""


def test_a_name_alone_is_no_answer():
    assert ask([cell("Passenger", 40, 40)], "who is the passenger") == ""
