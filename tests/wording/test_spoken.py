"""Written English goes in, the words of a person come out; each class has sentences of our own, then NeMo's cases."""

import importlib.util
import random
from pathlib import Path

import pytest

from localvoice.wording.spoken import speakable, spell

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

CARDINALS = [
    ("There were 105 guests and 1,000,001 flies.", "There were one hundred and five guests and one million one flies."),
    ("It is -5 outside.", "It is minus five outside."),
    ("The answer is 13000.", "The answer is thirteen thousand."),
    ("Agent 007 took 2 bags", "Agent zero zero seven took two bags"),
    ("Pages 10–20, then 3-4 more.", "Pages ten to twenty, then three to four more."),
    ("He works from 9-5.", "He works from nine to five."),
    ("12 times 128 is 1536.", "twelve times one hundred and twenty eight is one thousand five hundred and thirty six."),
    ("They won 3-2.", "They won three to two."),
    ("2 + 2 = 4, and 10 / 4 = 2.5", "two plus two equals four, and ten divided by four equals two point five"),
    ("3 × 4 is 12, 5 - 3 is 2", "three times four is twelve, five minus three is two"),
    ("2^10 is 1024 and x² grows", "two to the power of ten is one thousand and twenty four and x squared grows"),
    ("#1 of ~50, 10+ of them", "number one of about fifty, ten plus of them"),
    ("a 3-year-old with a 4K screen", "a three year old with a four K screen"),
    ("2 times 5000000000 is 10000000000", "two times five billion is ten billion"),
    ("serial 12345678901", "serial one two three four five six seven eight nine zero one"),
    ("Python 3.11 or version 2.0.1", "Python three point eleven or version two point zero point one"),
    ("The ratio is 3:1.", "The ratio is three to one."),
    ("Room 101, Boeing 737", "Room one zero one, Boeing seven thirty seven"),
    ("6.02e23 in 1080p", "six point zero two times ten to the power of twenty three in ten eighty p"),
]
ORDINALS = [
    ("the 1st, 2nd, 3rd and 112th time", "the first, second, third and one hundred twelfth time"),
    ("On the 21st floor.", "On the twenty first floor."),
    ("World War II, Chapter IV", "World War two, Chapter four"),
    ("Henry VIII and Louis XIV", "Henry the eighth and Louis the fourteenth"),
    ("George I think, but Part C", "George I think, but Part C"),
]
DECIMALS = [
    ("Pi is 3.14, not .5!", "Pi is three point one four, not point five!"),
    ("1,200.50 in all.", "one thousand two hundred point five zero in all."),
    ("1.5 million people", "one point five million people"),
]
MONEY = [
    ("It costs $1,200.50.", "It costs one thousand two hundred dollars fifty cents."),
    ("£1.01, €3 and ¥1", "one pound one penny, three euros and one yen"),
    ("a $20 bill for $5-10", "a twenty dollar bill for five to ten dollars"),
    ("£20k, $1.2M or 3 bn€", "twenty thousand pounds, one point two million dollars or three billion euros"),
    ("-$5, 50¢, 100 USD, EUR 7", "minus five dollars, fifty cents, one hundred US dollars, seven euros"),
    ("C$5/mo or A$1", "five Canadian dollars per month or one Australian dollar"),
]
TIMES = [
    ("It's 10:30.", "It's ten thirty."),
    ("I ring at 3:05 PM. Sleep well.", "I ring at three oh five PM. Sleep well."),
    ("We eat at 7 a.m. Then we go.", "We eat at seven AM. Then we go."),
    ("We eat at 7 a.m. and go", "We eat at seven AM and go"),
    ("At 7 p.m. EST or 12:00", "At seven PM EST or twelve o'clock"),
    ("9am-5pm, 9:30-10:15", "nine AM to five PM, nine thirty to ten fifteen"),
    ("00:00 and 00:30", "midnight and twelve thirty AM"),
    ("It lasted 1:02:01, UTC+2", "It lasted one hour two minutes and one second, UTC plus two"),
    ("At 25:00?", "At twenty five to zero zero?"),
]
DATES = [
    (
        "On July 4, 1776, or 4 July 1776.",
        "On July fourth, seventeen seventy six, or the fourth of July seventeen seventy six.",
    ),
    ("on the 4th of July", "on the fourth of July"),
    ("June 3-5 and 3–5 June", "June third to fifth and the third to the fifth of June"),
    ("Mon, Jan. 5; in Feb. and May 2024", "Monday, January fifth; in February and May twenty twenty four"),
    (
        "on 3/14/2024, 2024-03-14, due 12/25",
        "on March fourteenth twenty twenty four, March fourteenth twenty twenty four, due December twenty fifth",
    ),
    ("may 5 people march 10 miles?", "may five people march ten miles?"),
    (
        "the '90s, the 1990s, 80s music, a 30s timer",
        "the nineties, the nineteen nineties, eighties music, a thirty second timer",
    ),
    ("In 1500 there were 1500 people.", "In fifteen hundred there were one thousand five hundred people."),
    ("1939–1945 and 2020/21", "nineteen thirty nine to nineteen forty five and twenty twenty twenty one"),
    ("AD 79, 44 BC, Q3 2024", "AD seventy nine, forty four BC, the third quarter of twenty twenty four"),
    ("13/13/2020 is no date", "thirteen slash thirteen slash two thousand and twenty is no date"),
]
MEASURES = [
    (
        "It's 72°F (22°C), 30% rain, wind 5-10 mph.",
        "It's seventy two degrees Fahrenheit (twenty two degrees Celsius), thirty percent rain, "
        "wind five to ten miles per hour.",
    ),
    ("a 5 kg bag of 5 kg", "a five kilogram bag of five kilograms"),
    ("100 m² or 3 sq ft at 12 km/h", "one hundred square meters or three square feet at twelve kilometers per hour"),
    ("5'10\" tall, 5 ft 10 in.", "five foot ten tall, five feet ten inches"),
    ('a 27" screen', "a twenty seven inch screen"),
    ("1/2 oz, 3/4 tsp, 2½ lbs", "half an ounce, three quarters of a teaspoon, two and a half pounds"),
    (
        "2.4 GHz, 5 GB, 100 Mbps, 60 fps",
        "two point four gigahertz, five gigabytes, one hundred megabits per second, sixty frames per second",
    ),
    ("3 oz. and 5 min. later", "three ounces and five minutes later"),
    (
        "Set it to 75F; seat 12C; 50 kg in lbs",
        "Set it to seventy five degrees Fahrenheit; seat twelve C; fifty kilograms in pounds",
    ),
    ("10%-20%, 12in, 1\u202f000\u202f000 m", "ten percent to twenty percent, twelve inches, one million meters"),
    ("5 × 7 cm, 4 apples, 9 lives", "five by seven centimeters, four apples, nine lives"),
]
FRACTIONS = [
    ("Add 1/2 cup, 3/4 of it and 1 1/3 more.", "Add one half cup, three quarters of it and one and one third more."),
    ("⅓ is less than 2½", "one third is less than two and a half"),
    ("2/3rds of 1/10th", "two thirds of one tenth"),
    ("open 24/7 since 9/11", "open twenty four seven since nine eleven"),
]
TELEPHONES = [
    ("Call (555) 123-4567 ext. 12.", "Call five five five, one two three, four five six seven extension twelve."),
    ("+44 20 7946 0958", "plus four four, two zero, seven nine four six, zero nine five eight"),
    ("Call 911. Your code is 4821.", "Call nine one one. Your code is four eight two one."),
    ("ping 10.0.0.1:80", "ping one zero dot zero dot zero dot one port eight zero"),
    ("1-800-555-0199", "one, eight hundred, five five five, zero one nine nine"),
    ("+5 is no phone", "plus five is no phone"),
]
ELECTRONICS = [
    ("Mail j.doe@example.co.uk.", "Mail j dot doe at example dot CO dot UK."),
    ("See www.a.org/b_c?d=1!", "See WWW dot a dot org slash b underscore c question mark d equals one!"),
    ("edit ~/notes.txt and main.py", "edit tilde slash notes dot TXT and main dot pie"),
    (r"C:\Users\me and /usr/bin/env", "C colon backslash Users backslash me and slash usr slash bin slash env"),
    ("@ann likes #BigData, and/or TCP/IP", "at ann likes hashtag Big Data, and or TCP slash IP"),
    ("mailto:a@b.com", "a at b dot com"),
]
ABBREVIATIONS = [
    ("Dr. Smith, Mr. and Mrs. Jones, st Louis", "Doctor Smith, Mister and Missus Jones, Saint Louis"),
    ("The U.S. is big, e.g. wide, etc. Then the U.K.", "The US is big, for example wide, etcetera. Then the UK."),
    ("The U.S. Army in the U.S. It is", "The US Army in the US. It is"),
    ("J. R. Tolkien had Plan B. Then he left.", "J R Tolkien had Plan B. Then he left."),
    ("See No. 5, p. 3, Fig. 2. No. Max. 9", "See Number five, page three, Figure two. No. Maximum nine"),
    (
        "At 1428 Elm St. It is near Main St. and 5th Ave.",
        "At fourteen twenty eight Elm Street. It is near Main Street and fifth Avenue",
    ),
    ("Ask Dr. Jones in St. Paul", "Ask Doctor Jones in Saint Paul"),
    (
        "12 N. Oak Rd., Salem, MA 01970, Houston, TX",
        "twelve North Oak Road, Salem, Massachusetts zero one nine seven zero, Houston, Texas",
    ),
    ("In 1990 President Dr. Smith said, OK, IN", "In nineteen ninety President Doctor Smith said, OK, IN"),
    ("Mon-Fri w/ milk, w/o sugar, he/she vs. us", "Monday to Friday with milk, without sugar, he or she versus us"),
    ("E.g. Apple Inc. is, i.e. was", "For example Apple Incorporated is, that is was"),
]
SIGNS = [
    ("AT&T, C++, C#, 5 > 3, a -> b", "AT and T, C plus plus, C sharp, five greater than three, a to b"),
    ("±2 ≈ 3 & more ©", "plus or minus two about three and more"),
    ("(= yes) £ & $", "(equals yes) pound and dollar"),
]
OWN = [
    *CARDINALS, *ORDINALS, *DECIMALS, *MONEY, *TIMES, *DATES, *MEASURES, *FRACTIONS, *TELEPHONES, *ELECTRONICS,
    *ABBREVIATIONS, *SIGNS,
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), OWN)
def test_a_sentence_is_said_as_a_person_would(written, spoken):
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "Sure, I can do that.",
        "Well-known mother-in-law's naïve café… isn't it?",
        '"Wait," she said (twice); yes — no!',
        "NASA and the FBI met.",
        "I may march in May.",
        "東京 Ελλάδα Zürich",
        "",
    ],
)
def test_plain_words_stay_as_they_are(text):
    assert speakable(text) == text


@pytest.mark.parametrize(("written", "spoken"), OWN)
def test_what_was_said_is_plain_words(written, spoken):
    assert speakable(spoken) == spoken


def test_a_number_standing_alone_with_many_digits_is_a_code():
    assert speakable("90210") == "nine zero two one zero"
    assert speakable("90210 people") == "ninety thousand two hundred and ten people"


def test_huge_numbers_have_names_up_to_36_digits():
    assert spell.cardinal(10**18 + 5) == "one quintillion five"
    assert spell.number("9" * 36).startswith("nine hundred ninety nine decillion")
    assert spell.number("9" * 37) == " ".join(["nine"] * 37)
    assert spell.cardinal(10**18 - 1).startswith(
        "nine hundred ninety nine quadrillion nine hundred ninety nine trillion"
    )
    assert spell.ordinal(10**18) == "one quintillionth"
    assert spell.ordinal(10**18 + 2) == "one quintillion second"
    assert spell.number("9" * 5000).startswith("nine nine")


PIECES = [
    *" \n.,1$€%-–/@#*`|()[]<a0½²😊東º'&+=^~_\\٣①\x00\u2028\u200d\ud800", "2024", "10:30", "**", "```", "- ", "1. ",
    "St.", "Dr. ", "U.S.", "p.m.", "kg", "th", "million", "http://", "www.", "a.b@c.de", "May", "Jan.", "e.g.", "XIV",
    "Henry ", "Chapter ", "1/2", "3.5",
]  # fmt: skip


def random_text(rng):
    if rng.random() < 0.6:
        return "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 25)))
    return "".join(
        chr(rng.choice((rng.randint(0, 0x24F), rng.randint(0, 0x10FFFF)))) for _ in range(rng.randint(1, 40))
    )


def test_no_text_raises_and_no_figure_or_line_break_is_left():
    rng = random.Random(7)
    for _ in range(1500):
        text = random_text(rng)
        said = speakable(text)
        said.encode()
        assert "\n" not in said, text
        assert not any(char.isdecimal() for char in said), text


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "${}.5",
        "{} 1/2",
        "1/{}",
        "2^{}",
        "{}th",
        "{} kg",
        "{}-{}",
        "1e{}",
        "v{}.1",
        "+{}",
        "{}:30",
        "a{}@b.c",
        "{}s",
    ],
)
def test_thousands_of_digits_are_said_one_by_one(form):
    assert "nine nine" in speakable(form.replace("{}", "9" * 5000)).lower()


@pytest.mark.parametrize("piece", ["1", "1-", "1 + ", "a-", "(", "**a ", "1/", " ", "a.", "[a](", "1. a\n", "12:30-"])
def test_an_endless_repetition_does_not_take_its_square(piece):
    text = piece * (1500 // len(piece))
    assert isinstance(speakable(text), str)


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("spoken_bench", ROOT / "scripts" / "benches" / "spoken.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


KINDS = ("cardinal", "ordinal", "decimal", "money", "time", "date", "measure", "fraction", "telephone", "electronic")


@pytest.mark.parametrize("kind", KINDS)
def test_at_least_85_percent_of_each_class_are_exactly_right(bench, kind):
    if not (DATA / bench.CASES.format(kind)).exists():
        pytest.skip("NeMo's test cases are not beside the repository")
    result = bench.score(DATA, kind)
    assert result["share"] >= 0.85, result["wrong"]


def test_the_bench_prints_a_table_and_a_document(bench, capsys, tmp_path):
    for kind in KINDS:
        path = tmp_path / bench.CASES.format(kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("2~two\n3~four\nno pair\n", encoding="utf-8")
    bench.main(["--data", str(tmp_path), "--wrong"])
    printed = capsys.readouterr().out
    assert "cardinal         1      2   50.0%" in printed
    assert "'3': expected 'four', said 'three'" in printed
    bench.main(["--data", str(tmp_path), "--json"])
    assert capsys.readouterr().out.startswith('[{"class": "cardinal", "right": 1, "cases": 2')
