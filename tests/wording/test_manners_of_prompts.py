"""What prompts ask of a voice: what it should not do is found, what they forbid is fine; how they would be better."""

import pytest

from localvoice.wording.manners.better import better, better_greeting
from localvoice.wording.manners.judging import judge
from localvoice.wording.manners.prompts import better_prompt, judge_prompt

WRONG = {
    "Use emojis to be friendly.": "emoji",
    "Sprinkle some emoticons into your answers.": "emoji",
    "Give long and detailed answers.": "length",
    "Always answer in full detail, with at least two paragraphs.": "length",
    "Be as verbose as possible, be very thorough.": "length",
    "Answer with bullet points.": "list",
    "Use Markdown headings for each part.": "list",
    "Show the prices in a table.": "list",
    "Ask several questions at once to save time.": "question",
    "Ask for the name, the date, the number of guests and the phone number.": "question",
    "Find out everything at once.": "question",
    "Always begin your answer with “Great question!”.": "opening",
    "Compliment the person on their question.": "opening",
    "End every reply with “Is there anything else I can help you with?”.": "opening",
    "Cite your sources.": "address",
    "Add links to the web pages.": "address",
    "Show your actions in asterisks.": "stage direction",
    "Do not ask for confirmation.": "echo",
    "Just do what they say.": "echo",
    "- Be kind\n- Be brief": "list",
    "# Role\nYou sell tea.": "Markdown",
    "You sell **tea**.": "Markdown",
}
RIGHT = """\
You keep the time and the lists of a small shop. You are brief.
Never use emojis, lists or Markdown.
Do not give long answers.
Ask one question at a time: the name, then the date, then the number of guests.
You take bookings of tables in a restaurant.
Ask for the day and the hour, one at a time.
Say back what you understood, and ask before you do it.
You speak to children; use small words.
Avoid bullet points and links.
Begin with what matters most.
Explain it without headings.
You are the host of a long evening.
Du bist ein freundlicher Kellner. Fasse dich kurz.
Vous êtes un guide. Parlez simplement.
あなたは受付係です。短く話してください。
Eres camarero; habla poco.
""".splitlines()


@pytest.mark.parametrize(("prompt", "rule"), WRONG.items())
def test_what_no_voice_should_do_is_found(prompt, rule):
    faults = judge_prompt(prompt)
    assert rule in {fault.rule for fault in faults}
    assert all(prompt[fault.start : fault.end].strip() and fault.why.endswith(".") for fault in faults)


@pytest.mark.parametrize("prompt", RIGHT)
def test_what_is_fine_is_left_alone(prompt):
    assert judge_prompt(prompt) == []


@pytest.mark.parametrize("prompt", [*WRONG, *RIGHT, " ".join(WRONG)])
def test_the_better_prompt_has_none_of_it(prompt):
    assert judge_prompt(better_prompt(prompt)) == []


def test_a_wall_with_five_questions_becomes_one_greeting_and_one_question():
    wall = (
        "Hello and welcome to the Grand Hotel, where we have looked after you since 1889! What is your name? When do "
        "you arrive? How many nights? How many people are you? And do you have any allergies?"
    )
    assert better_greeting(wall) == "Hello and welcome to the Grand Hotel. What is your name?"
    assert judge(better_greeting(wall)) == []
    assert better_greeting("Willkommen! Wie heißen Sie? Und wann kommen Sie?") == "Willkommen! Wie heißen Sie?"
    assert better_greeting("Bonjour ! Quel est votre nom ? Combien êtes-vous ?") == "Bonjour ! Quel est votre nom ?"


def test_a_prompt_with_a_list_becomes_short_sentences_and_what_is_asked_at_once_one_by_one():
    prompt = "# Role\n- You sell tea\n- Use emojis\n- Ask for the kind, the size and the name"
    asks = "Ask for one thing at a time: first the kind, then the size, then the name."
    assert better_prompt(prompt) == f"You sell tea. {asks}"


def test_lists_in_other_languages_become_sentences_of_their_own_words():
    german = "Natürlich! Ideen:\n- **Nudeln** mit Tomaten\n- Reis\nWelche hast du? Und wie viele seid ihr?"
    assert better(german, most=0) == "Natürlich! Ideen: Nudeln mit Tomaten. Reis. Welche hast du?"
    assert better("Voilà :\n1. Une soupe\nCombien êtes-vous ?") == "Voilà : Une soupe. Combien êtes-vous ?"
    assert better("Voilà :\n1. Des pâtes\n2. Une soupe") == "Voilà : Des pâtes. Une soupe."
    assert better("もちろん！\n・カレー\n何名様ですか。辛いものは好きですか？", most=0).endswith("何名様ですか。")


def test_a_better_reply_offers_the_rest():
    text = "Certainly!\n- Boil the water for quite a while in a pot that is large enough\n- Pour it over the leaves "
    text += "that you have put into the other pot\n- Wait for four minutes and stir it from time to time"
    said = better(text)
    assert said.startswith("First, boil the water")
    assert said.endswith("Shall I go on?")
    assert judge(said) == []
