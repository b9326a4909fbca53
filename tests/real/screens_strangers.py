"""Twice twenty screens, drawn by people who had not seen the program, each with a question and what is to be told."""

from pathlib import Path

from tests.real.screens import Screen

PAGES = Path(__file__).parent / "strangers"


def screen(name: str, asked: str, told: tuple[str, ...], size: tuple[int, int]) -> Screen:
    return Screen(name, (PAGES / f"{name}.html").read_text("utf-8"), asked, told, size)


SCREENS = (
    screen("mac_dialog", "what are the buttons called", ("Delete", "Cancel", "Save"), (1280, 800)),
    screen("win_error", "what does the error say", ("MSVCP140.dll", "was not found"), (1024, 640)),
    screen(
        "gnome_dialog",
        "read me the dialog",
        ("Restart", "Install Updates", "60 seconds", "Battery power is low"),
        (1366, 768),
    ),
    screen("invoice", "how much is the amount due on this invoice", ("1,047.36",), (900, 1000)),
    screen("departures", "when does the train to Dover leave", ("10:52",), (1100, 620)),
    screen("league", "how many points has Holm United got", ("28",), (820, 640)),
    screen("files", "how big is the boiler manual", ("6.2 MB",), (1080, 560)),
    screen("term_build", "which file and line is the error in", ("parser.rs", "118"), (1000, 620)),
    screen("term_git", "what branch am I on", ("fix/late-fees",), (880, 500)),
    screen("term_top", "which program is using the most processor", ("blender",), (960, 520)),
    screen("inbox", "who sent the mail about the lease", ("Gareth Oyelaran",), (1200, 640)),
    screen("shop", "how much is the blue kettle", ("29.50",), (1024, 860)),
    screen("settings", "when does the night light come on", ("20:30",), (760, 680)),
    screen("calendar", "what time is the dentist", ("11:10",), (1120, 720)),
    screen("bank", "how much did I pay Telwave Mobile", ("17.99",), (1000, 640)),
    screen("chat", "where does Amira want to meet", ("bandstand",), (412, 820)),
    screen("login", "why can't I log in", ("locked", "30 minutes"), (900, 700)),
    screen("slide", "what is the third point on the slide", ("volunteer drivers",), (1280, 720)),
    screen("editor", "what's the default timeout in the code", ("45",), (1200, 660)),
    screen("letter", "what number should I ring with questions", ("01632 960 418",), (900, 1080)),
)

OTHERS = (
    screen("dialog_unsaved", "Which file is it asking me to save?", ("Parish newsletter", "odt"), (900, 560)),
    screen("dialog_disk_dark", "How much space is left on the disk?", ("412 MB",), (800, 500)),
    screen("dialog_printer", "What's wrong with the printer?", ("paper jam", "tray 2"), (860, 540)),
    screen("dialog_permission", "What does that app want to be allowed to do?", ("microphone",), (1000, 620)),
    screen("dialog_update_dark", "When will the computer restart by itself?", ("23:30",), (960, 600)),
    screen("table_invoice", "How much do I have to pay in all?", ("1,147.08",), (900, 720)),
    screen("table_trains_dark", "What platform does the train to Norwich go from?", ("7",), (960, 560)),
    screen("table_standings", "How many points does Redcliffe have?", ("34",), (820, 600)),
    screen("table_files_dark", "How big is the roof survey file?", ("18.6 MB",), (1000, 560)),
    screen("table_prices", "How much is a large flat white?", ("3.90",), (780, 640)),
    screen("term_traceback", "What does the error say?", ("KeyError", "postcode"), (960, 520)),
    screen("term_df", "How full is the backup disk?", ("93%",), (860, 400)),
    screen("term_log", "Why did the last job fail?", ("connection refused",), (1080, 480)),
    screen("term_tests", "How many tests failed?", ("2 failed",), (900, 480)),
    screen("web_article", "When does the bridge open again?", ("14 March",), (1100, 760)),
    screen("web_shop", "Is it in stock, and how many are left?", ("in stock", "only 5 left"), (1100, 700)),
    screen("web_form_error", "What did I fill in wrong?", ("phone number", "11 digits"), (900, 760)),
    screen("web_settings_dark", "What language is it set to?", ("Portuguese (Brazil)",), (1000, 680)),
    screen("web_inbox", "What did Doctor Mensah's office write about?", ("blood test results",), (1100, 600)),
    screen("web_booking", "What's my booking reference?", ("QX7RMT",), (900, 760)),
)
