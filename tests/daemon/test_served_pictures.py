"""A program shows a picture: a model that sees gets its pixels, another one says that it cannot; nothing is fetched."""

import base64
from io import BytesIO

import pytest
from openai import AsyncOpenAI
from PIL import Image
from test_served_sessions import converse
from web_world import TOKEN, Chat, Ears, Model, given, person, serving, talking, within

from localvoice.app import sight
from localvoice.understanding.shown import BLIND, SHUT, UNOPENED, UNSEEN


class Seer(Model):
    """Sees: its conversations can be shown something."""

    def open(self, system, tools, budget_tokens):
        return SeerChat(self)


class SeerChat(Chat):
    def see(self, pixels): ...


def url(data=None, colour=(200, 30, 30)):
    into = BytesIO()
    Image.new("RGB", (30, 20), colour).save(into, "PNG")
    return "data:image/png;base64," + base64.b64encode(data or into.getvalue()).decode()


def message(image_url, *texts):
    texts = [{"type": "input_text", "text": text} for text in texts]
    return {"type": "message", "role": "user", "content": [{"type": "input_image", "image_url": image_url}, *texts]}


def shown(model):
    """The pictures, and the words, that the model was told last."""
    *_, entries = model.asked[-1]
    return [picture for entry in entries for picture in entry.pictures], [entry.text for entry in entries]


def test_the_package_openai_shows_a_picture_and_asks_about_it_aloud(tmp_path):
    models = given(ears=Ears("what do you see")) | {"lm": Seer("A red rectangle.")}

    async def main():
        async with serving(tmp_path, models) as port:
            client = AsyncOpenAI(api_key=TOKEN, base_url=f"{port.url}/v1")
            async with client.realtime.connect(model="any") as connection:
                detection = {"type": "semantic_vad"}
                await connection.session.update(
                    session={"type": "realtime", "audio": {"input": {"turn_detection": detection}}}
                )
                await connection.conversation.item.create(item=message(url()))
                sound = person("What do you see?") + bytes(48_000)
                for at in range(0, len(sound), 4800):
                    await connection.input_audio_buffer.append(audio=base64.b64encode(sound[at : at + 4800]).decode())
                async for event in connection:
                    assert event.type != "error", event
                    if event.type == "response.done":
                        return event.response.output[0].content[0].transcript
        return None

    assert within(main) == "A red rectangle."
    (picture,), texts = shown(models["lm"])
    assert (picture.pixels.shape, tuple(picture.pixels[0, 0]), picture.source) == (
        (20, 30, 3),
        (200, 30, 30),
        "program",
    )
    assert texts[-1] == "what do you see"


def ask(tmp_path, model, item):
    """The answer to one message."""
    models = given() | {"lm": model}

    async def main():
        async with serving(tmp_path, models) as port, talking(port) as talker:
            await talker.send("conversation.item.create", item=item)
            await talker.until("conversation.item.done")
            await talker.send("response.create")
            return await talker.answer(), port.log

    return within(main)


def test_the_same_picture_is_opened_once_and_stays_in_the_conversation(tmp_path):
    models = given() | {"lm": Seer("Red.", "Still red.")}

    async def main():
        async with serving(tmp_path, models) as port, talking(port) as talker:
            await talker.send("conversation.item.create", item=message(url(), "What is it?"))
            await talker.until("conversation.item.done")
            for text in ("Red.", "Still red."):
                await talker.send("response.create")
                assert await talker.answer() == text
                await talker.write("And now?")

    within(main)
    asked = [[picture for entry in entries for picture in entry.pictures] for *_, entries in models["lm"].asked]
    assert len(asked[-1]) == 1
    assert asked[-1][0] is asked[0][0]


def test_a_model_that_cannot_see_says_so_first(tmp_path):
    model = Model("Perhaps it is red.")
    answer, _ = ask(tmp_path, model, message(url(), "What colour is it?"))
    assert answer == f"{BLIND} Perhaps it is red."
    assert shown(model) == ([], [f"What colour is it? ({UNSEEN})"])


def test_a_picture_that_is_damaged_inside_is_said_to_be_and_the_log_knows_why(tmp_path):
    whole = base64.b64decode(url().partition(",")[2])
    model = Seer("Show it again.")
    answer, log = ask(tmp_path, model, message(url(whole[:50]), "What colour is it?"))
    assert answer == f"{SHUT} Show it again."
    assert shown(model) == ([], [f"What colour is it? ({UNOPENED})"])
    assert "The picture is damaged: send another one." in log


def test_an_address_is_refused_and_the_session_goes_on(tmp_path):
    async def talk(talker, model):
        await talker.send("conversation.item.create", item=message("http://127.0.0.1/cat.png"))
        error = (await talker.until("error"))["error"]
        assert error["param"] == "item.content[0].image_url"
        await talker.write("How are you?")
        await talker.send("response.create")
        assert await talker.answer() == "Well."

    converse(tmp_path, talk, "Well.")


@pytest.mark.parametrize("texts", [(), ("What is this animal?",)])
def test_the_starter_admits_that_it_cannot_see_and_says_what_is_missing(tmp_path, texts):
    answer, _ = ask(tmp_path, None, message(url(), *texts))
    assert answer == sight.BLIND


def test_a_program_has_only_the_pictures_that_it_shows(tmp_path):
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "what is on my screen"}]}
    answer, _ = ask(tmp_path, None, item)
    assert answer == sight.AWAY


def test_a_written_chat_shows_pictures_too(tmp_path):
    models = given() | {"lm": Seer("Red.")}
    parts = [{"type": "text", "text": "What colour?"}, {"type": "image_url", "image_url": {"url": url()}}]

    async def main():
        async with serving(tmp_path, models) as port:
            async with AsyncOpenAI(api_key=TOKEN, base_url=f"{port.url}/v1") as client:
                made = await client.chat.completions.create(model="any", messages=[{"role": "user", "content": parts}])
            return made.choices[0].message.content

    assert within(main) == "Red."
    (picture,), texts = shown(models["lm"])
    assert (picture.pixels.shape, texts) == ((20, 30, 3), ["What colour?"])
