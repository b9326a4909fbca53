"""Kinds of figures that people complained about in other programs' voices: each with several of its kind."""

import pytest

from localvoice.wording.phrases import phrases
from localvoice.wording.spoken import speakable

TELEPHONES = [
    ("Call 555-1234.", "Call five five five, one two three four."),
    ("Call 020 7946 0958.", "Call zero two zero, seven nine four six, zero nine five eight."),
    ("Call 0800 123 456.", "Call zero eight zero zero, one two three, four five six."),
    ("Ring 01 42 68 53 00.", "Ring zero one, four two, six eight, five three, zero zero."),
    ("(020) 7946 0958", "zero two zero, seven nine four six, zero nine five eight"),
    ("089/123456 is mine", "zero eight nine, one two three four five six is mine"),
    ("at 0151 23456789", "at zero one five one, two three four five six seven eight nine"),
    ("Tel.: 555 1234", "Tel.: five five five, one two three four"),
    ("My number is 612 345 678.", "My number is six one two, three four five, six seven eight."),
    ("Call 2 friends, text 10 people", "Call two friends, text ten people"),
    ("pages 150-1200, 100-2000 people", "pages one hundred and fifty to one thousand two hundred, "
     "one hundred to two thousand people"),
    ("due 01.02.2024", "due January second twenty twenty four"),
]  # fmt: skip
CODES = [
    ("4111 1111 1111 1111", "four one one one, one one one one, one one one one, one one one one"),
    ("3782 822463 10005", "three seven eight two, eight two two four six three, one zero zero zero five"),
    ("Account 12345678, sort code 20-00-00", "Account one two three four five six seven eight, "
     "sort code two zero, zero zero, zero zero"),
    ("parcel 1Z999AA10123456784",
     "parcel one Z nine nine nine A A one zero one two three four five six seven eight four"),
    ("IBAN DE89 3704 0044", "IBAN D E eight nine, three seven zero four, zero zero four four"),
    ("code AB1234", "code A B one two three four"),
    ("0x1F, 0xff and 0b101", "zero x one F, zero x F F and zero b one zero one"),
    ("a #FF8800 sky on 00:1A:2B:3C:4D:5E", "a hash F F eight eight zero zero sky on "
     "zero zero, one A, two B, three C, four D, five E"),
    ("123e4567-e89b-12d3-a456-426614174000", "one two three E four five six seven, E eight nine B, one two D three, "
     "A four five six, four two six six one four one seven four zero zero zero"),
    ("order #4521-77, a card ending 4242, H.264", "order number four five two one, seven seven, "
     "a card ending four two four two, H two six four"),
    ("the years 1999 2004 2010", "the years nineteen ninety nine two thousand four twenty ten"),
    ("account 1 of 3", "account one of three"),
]  # fmt: skip
DURATIONS = [
    ("3h 20m", "three hours twenty minutes"),
    ("1h30m; 1h30", "an hour thirty; an hour thirty"),
    ("2h15, 2h05 or 2h00", "two hours fifteen, two hours five minutes or two hours"),
    ("It took 1h 5m 30s.", "It took one hour five minutes thirty seconds."),
    ("5m30s, 2h 5min, 1d 4h", "five minutes thirty seconds, two hours five minutes, one day four hours"),
    ("a 20m rope", "a twenty meter rope"),
]
DASHES = [
    ("The score was 3-2, a 9-5 job", "The score was three to two, a nine to five job"),
    ("They won 21-14, 3-0 and 112-98.", "They won twenty one to fourteen, three to zero and "
     "one hundred and twelve to ninety eight."),
    ("What is 10-3? 8 - 3 is 5", "What is ten minus three? eight minus three is five"),
    ("A 20-30% chance for 3-5 days", "A twenty to thirty percent chance for three to five days"),
]  # fmt: skip
COLONS = [
    ("Matthew 5:3; Genesis 1:1-3", "Matthew five three; Genesis one, one to three"),
    ("John 3:16 and Psalm 23:1-4", "John three sixteen and Psalm twenty three, one to four"),
    ("1 Corinthians 13:4 at 10:30", "First Corinthians thirteen four at ten thirty"),
    ("Mark 10:30 am", "Mark ten thirty AM"),
    ("16:9, and Brazil won 2:1", "sixteen to nine, and Brazil won two to one"),
]
SIGNS = [
    ("<10 minutes", "less than ten minutes"),
    ("< 5", "less than five"),
    ("It takes (<5 s)", "It takes (less than five seconds)"),
    ("> 90% agree.", "more than ninety percent agree."),
    (">= 3 of them", "at least three of them"),
    ("> 3 people\n> said so", "three people said so"),
    ("if x < 5 and y > 3", "if x less than five and y greater than three"),
    ("±0.5 mm, ~20, ≤ 5", "plus or minus zero point five millimeters, about twenty, at most five"),
]
SCALES = [
    ("10K people; 2.5M users", "ten thousand people; two point five million users"),
    ("100k followers, 7B parameters", "one hundred thousand followers, seven billion parameters"),
    ("I earn 50k, they raised $3.2B", "I earn fifty thousand, they raised three point two billion dollars"),
    ("a 4K screen, 4K videos, a 10K run, 7B models", "a four K screen, four K videos, a ten K run, seven B models"),
    ("50-60k people, between 10–15K users", "fifty to sixty thousand people, between ten to fifteen thousand users"),
    ("5m users of a 5m rope", "five million users of a five meter rope"),
    ("1.5x faster, 3x a day", "one point five times faster, three times a day"),
    ("y = 2x and 2x + 3 = 7", "y equals two x and two x plus three equals seven"),
]
MARKS = [
    ("€10,50; 12,5 kg", "ten euros fifty cents; twelve point five kilograms"),
    ("3,99 € or 1.234,56 €",
     "three euros ninety nine cents or one thousand two hundred and thirty four euros fifty six cents"),
    ("1,5 million, 0,5 l, 2,75%", "one point five million, zero point five liters, two point seven five percent"),
    ("1'234'567 flies", "one million two hundred thirty four thousand five hundred and sixty seven flies"),
    ("₹1,00,000 and 1.234.567", "one hundred thousand rupees and one million two hundred thirty four thousand five "
     "hundred and sixty seven"),
    ("10 000 people, 12 500 km", "ten thousand people, twelve thousand five hundred kilometers"),
    ("rows 3,4 and 5; press 1,2,3; the point (3,4)",
     "rows three, four and five; press one, two, three; the point (three, four)"),
    ("ping 192.168.100.200", "ping one nine two dot one six eight dot one zero zero dot two zero zero"),
    ("10-20 €, 20€-30€, 5,- €", "ten to twenty euros, twenty to thirty euros, five euros"),
    ("CHF 20, 5 PLN", "twenty Swiss francs, five zloty"),
]  # fmt: skip
POWERS = [
    ("5 m^2, 20 cm^3, 12 m2", "five square meters, twenty cubic centimeters, twelve square meters"),
    ("9.8 m/s^2", "nine point eight meters per second squared"),
    ("5 kg/m^3", "five kilograms per cubic meter"),
    ("x^2 + y^3, 2³, 2^10", "x squared plus y cubed, two cubed, two to the power of ten"),
]
FORMULAS = [
    ("$x^2$; $$E = mc^2$$", "x squared; E equals m c squared"),
    (r"$\frac{1}{2}$ or $\frac{a}{b}$", "one half or a over b"),
    (r"$\sqrt{16} = 4$", "the square root of sixteen equals four"),
    (r"\(a^2 + b^2 = c^2\)", "a squared plus b squared equals c squared"),
    (r"The area is $\pi r^2$.", "The area is pi r squared."),
    (r"\[x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}\]", "x equals minus b plus or minus the square root of b squared minus "
     "four a c over two a"),
    (r"$\sum_{i=1}^{n} x_i$", "the sum from i equals one to n of x i"),
    (r"$v = \text{speed} \times 2$", "v equals speed times two"),
    ("$5 and $10, A$7 (US$5), $20-$30", "five dollars and ten dollars, seven Australian dollars (five US dollars), "
     "twenty dollars to thirty dollars"),
]  # fmt: skip
OTHERS = [
    (
        "I rate it 8/10, she scored 95/100; 3/10 of all",
        "I rate it eight out of ten, she scored ninety five out of one hundred; three tenths of all",
    ),
    ("3pm-4:30pm, 9:30am–10:15am", "three PM to four thirty PM, nine thirty AM to ten fifteen AM"),
    ("a<b and b>c, <b>bold</b>", "a less than b and b greater than c, bold"),
    ("the 80/20 rule, split 50/50, 3/4 full", "the eighty twenty rule, split fifty fifty, three quarters full"),
    ("Use Python 3.12.1 on a Boeing 747", "Use Python three point twelve point one on a Boeing seven forty seven"),
    ("-5°C, +3 points", "minus five degrees Celsius, plus three points"),
    ("at 7:05 pm, 5'10\" tall", "at seven oh five PM, five foot ten tall"),
    ("Great job 🎉", "Great job"),
]
KINDS = [
    *TELEPHONES, *CODES, *DURATIONS, *DASHES, *COLONS, *SIGNS, *SCALES, *MARKS, *POWERS, *FORMULAS, *OTHERS,
]  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), KINDS)
def test_figures_are_said_for_what_they_are(written, spoken):
    assert speakable(written) == spoken


@pytest.mark.parametrize(("written", "spoken"), KINDS)
def test_what_was_said_stays_as_it_is(written, spoken):
    assert speakable(spoken) == spoken


@pytest.mark.parametrize(
    "piece", ["1,", "0 ", "$a", r"\(", r"\frac{", "A1", "00:", "1h", "John 1:", "123 ", "1'000", "<", "{"]
)
def test_an_endless_repetition_ends(piece):
    assert isinstance(speakable(piece * (1500 // len(piece))), str)


@pytest.mark.parametrize(
    "sentences",
    [
        ["Est. 1999.", "Open 9-5."],
        ["Approx. 500 people came.", "It rained."],
        ["Tel. 555 1234 is busy.", "Try later."],
        ["See Fig. 3 and No. 5.", "Both help."],
        ["She was born on Jan. 5.", "He was not."],
        ["Built ca. 1850.", "It was a mill."],
        ["Dr. Smith met Pres. Lincoln.", "They talked."],
        ["He read Roe v. Wade.", "It was long."],
    ],
)
def test_a_shortened_word_before_a_figure_or_a_name_is_not_the_end(sentences):
    assert list(phrases(" ".join(sentences), first_words=0)) == sentences
