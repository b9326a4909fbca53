"""The page's own session: the person's lists, memory and history, where a program's session gets nothing of them."""

import base64
import json
from contextlib import asynccontextmanager

import anyio
import pytest
from web_world import OWN, SILENCE, TOKEN, WAIT_S, Ears, Model, given, person, serving, talking, within
from websockets.exceptions import InvalidStatus

from localvoice import wall
from localvoice.app.assistant import TRACE
from localvoice.app.person import MEMORY
from localvoice.app.served import Programs
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.memory.shelf import SqliteShelf
from localvoice.traces import journal

PATH = "/v1/realtime?person=1"


def skilled(*sentences):
    """A profile without a language model."""
    return given(ears=Ears(*sentences)) | {"lm": None}


@asynccontextmanager
async def on_page(port, more=""):
    async with talking(port, path=PATH + more, token=OWN) as page:
        await page.listens()
        yield page


async def spoken(page, text):
    await page.say(person(text) + SILENCE)
    return await page.answer()


async def written(page, text, *modalities):
    await page.write(text)
    await page.send("response.create", response={"output_modalities": list(modalities or ("audio",))})
    return await page.answer()


def kept(data):
    with SqliteShelf(data / MEMORY) as shelf:
        return [(item.kind, item.text) for item in shelf.all()]


def said(data):
    with Conversations(data / CONVERSATIONS) as conversations:
        return [(past.heard, past.said) for past in conversations.last(100)]


async def until_said(data, count):
    with anyio.fail_after(WAIT_S):
        while len([heard for heard, answer in said(data) if answer]) < count:
            await anyio.sleep(0.01)


def test_what_is_said_on_the_page_is_put_on_the_person_s_own_lists(tmp_path):
    async def test():
        async with serving(tmp_path, skilled("add milk to my shopping list")) as port:
            async with on_page(port) as page:
                assert "milk" in await spoken(page, "add milk to my shopping list")
            assert ("shopping", "milk") in kept(tmp_path)
            async with talking(port) as program:
                assert "milk" not in await written(program, "what is on my shopping list")

    within(test)


def test_what_was_said_there_is_history_and_has_a_trace(tmp_path):
    async def test():
        async with serving(tmp_path, skilled("what day is it")) as port:
            with port.house.watchers.watching() as watched:
                async with on_page(port) as page:
                    told = await spoken(page, "what day is it")
                    turn = next(event["turn"] for event in page.events if event["type"] == "localvoice.turn")
                assert (turn["heard"], turn["number"]) == ("what day is it", 1)
                assert 0 < turn["latency_ms"] < 20_000
                assert {"endpoint"} <= {span["name"] for span in turn["spans"]}
                assert sum(turn["blame_ms"].values()) == pytest.approx(turn["latency_ms"])
                await until_said(tmp_path, 1)
                with anyio.fail_after(WAIT_S):
                    while (event := await watched.receive())["kind"] != "turn":
                        pass
                assert event["heard"] == "what day is it"
        heard, answer = said(tmp_path)[0]
        assert heard == "what day is it"
        assert told.startswith(answer) or answer == told
        [traced] = journal.read(tmp_path / TRACE, 9).turns
        assert (traced.heard, traced.said) == (heard, answer)
        assert traced.steps

    within(test)


def test_the_words_come_while_one_still_speaks(tmp_path):
    class Partial(Ears):
        def listen(self, grammar):
            utterance = super().listen(grammar)
            feed = utterance.feed
            utterance.feed = lambda pcm: feed(pcm) or ("what day" if utterance.samples > 8000 else "what")
            return utterance

    async def test():
        models = given(ears=Partial("what day is it")) | {"lm": None}
        async with serving(tmp_path, models) as port, on_page(port) as page:
            await spoken(page, "what day is it")
            words = [event["text"] for event in page.events if event["type"] == "localvoice.words"]
            assert words[0] == "what"
            assert words[-1] == "what day"
            kinds = page.kinds()
            assert kinds.index("localvoice.words") < kinds.index("input_audio_buffer.committed")

    within(test)


def test_history_has_what_was_heard_of_an_answer_that_was_cut(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            async with on_page(port) as page:
                whole = await written(page, "what can you do")
                item = page.events[-1]["response"]["output"][0]["id"]
                await page.send("conversation.item.truncate", item_id=item, content_index=0, audio_end_ms=700)
                await page.until("conversation.item.truncated")
                await written(page, "what day is it")
            (asked, heard), *_ = said(tmp_path)
            assert asked == "what can you do"
            assert whole.startswith(heard)
            assert 0 < len(heard) < len(whole) / 2
            assert journal.read(tmp_path / TRACE, 9).turns[0].barged_in

    within(test)


def test_a_page_that_is_closed_in_the_middle_has_not_heard_the_rest(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            async with on_page(port) as page:
                whole = await written(page, "what can you do")
            with anyio.fail_after(WAIT_S):
                while not said(tmp_path) or not journal.read(tmp_path / TRACE, 9).turns:
                    await anyio.sleep(0.01)
            [(_, heard)] = said(tmp_path)
            assert len(heard) < len(whole) / 2

    within(test)


def test_what_is_written_and_not_said_aloud_is_history_too(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port, on_page(port) as page:
            told = await written(page, "what day is it", "text")
            await until_said(tmp_path, 1)
            assert said(tmp_path) == [("what day is it", told)]

    within(test)


def test_as_whom_it_speaks_the_page_chooses(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            async with on_page(port, "&persona=cafe") as page:
                assert "latte" in (await written(page, "a large latte please")).lower()
            async with port.websocket(path=f"{PATH}&persona=nobody", token=OWN) as page:
                told = json.loads(await page.recv())
            assert "There is no persona 'nobody'" in told["error"]["message"]

    within(test)


@pytest.mark.parametrize("token", [TOKEN, "wrong", None])
def test_a_program_cannot_be_the_person(tmp_path, token):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            with pytest.raises(InvalidStatus) as refused:
                async with port.websocket(path=PATH, token=token):
                    pass
            assert refused.value.response.status_code == (403 if token == TOKEN else 401)

    within(test)


class Minded(Model):
    """A language model with a memory of its own, as `Thinker` wants it."""

    def open(self, system, tools, budget_tokens):
        from web_world import Chat

        class Remembering(Chat):
            notes, cuts, asked, read = [], [], [], []

            def prefill(self, said):
                self.read.append(said)
                return super().prefill(said)

            def note(self, said, answered):
                self.notes.append((said, answered))

            def cut(self, heard):
                self.cuts.append(heard)

            def retract(self): ...

            def tool_result(self, name, text): ...

            def reply(self, said, how):
                self.asked.append(said)
                return super().reply(said, how)

        self.chat = Remembering(self)
        self.system, self.tools = system, tools
        return self.chat


def test_a_language_model_knows_what_was_said_before_and_what_was_heard_of_its_answer(tmp_path):
    async def test():
        with Conversations(tmp_path / CONVERSATIONS) as conversations:
            conversations.begin("my name is Ada")
            conversations.end("my name is Ada", "Hello Ada.")
        model = Minded("Once upon a time there was a fox. It lived in a wood.", "The end.")
        async with serving(tmp_path, given() | {"lm": model}) as port, on_page(port) as page:
            await written(page, "tell me a story about a fox")
            item = page.events[-1]["response"]["output"][0]["id"]
            await page.send("conversation.item.truncate", item_id=item, content_index=0, audio_end_ms=500)
            await page.until("conversation.item.truncated")
            assert "end" in await written(page, "how does it end then")
            assert model.chat.notes[0] == ("my name is Ada", "Hello Ada.")
            assert model.chat.asked == ["tell me a story about a fox", "how does it end then"]
            [heard] = set(model.chat.cuts)
            assert "Once upon a time there was a fox.".startswith(heard)
            assert model.tools
            assert "shopping" in json.dumps(model.tools)

    within(test)


def test_a_language_model_reads_along_while_one_speaks_on_the_page(tmp_path):
    class Partial(Ears):
        def listen(self, grammar):
            utterance = super().listen(grammar)
            utterance.feed = lambda pcm, feed=utterance.feed: feed(pcm) or "tell me a story"
            return utterance

    async def test():
        model = Minded("Once upon a time.")
        models = given(ears=Partial("tell me a story about a fox")) | {"lm": model}
        async with serving(tmp_path, models) as port, on_page(port) as page:
            assert "Once" in await spoken(page, "tell me a story about a fox")
            assert "tell me a story" in model.chat.read

    within(test)


def test_an_answer_is_said_again_from_the_history(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            async with on_page(port) as page:
                await written(page, "what day is it", "text")
            async with port.websocket(path="/v1/control", token=OWN) as control:
                await control.send("history")
                [turn] = json.loads(await control.recv())["turns"]
                await control.send(json.dumps({"verb": "history replay", "turn": turn["id"]}))
                told = json.loads(await control.recv())
            assert told["text"] == turn["said"]
            assert told["rate_hz"] == 24_000
            assert len(base64.b64decode(told["pcm"])) > 4 * 24_000 / 2

    within(test)


def test_a_timer_rings_on_the_page_where_there_is_no_sound_in_the_room(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            port.house.assistant.trouble = "This machine has no sound."
            async with on_page(port) as page:
                with SqliteShelf(tmp_path / MEMORY) as shelf:
                    shelf.put("timer", "tea", due=wall.now())
                assert "tea" in await page.answer()
                assert not [item for item in kept(tmp_path) if item[0] == "timer"]
                assert [event["turn"]["unasked"] for event in page.events if event["type"] == "localvoice.turn"] == [
                    True
                ]

    within(test)


def test_programs_leave_room_for_the_person(tmp_path, monkeypatch):
    monkeypatch.setattr(Programs, "most_sessions", 1)

    async def test():
        async with serving(tmp_path, skilled()) as port, talking(port):
            with pytest.raises(InvalidStatus):
                await port.websocket()
            async with on_page(port) as page:
                assert await written(page, "what day is it")

    within(test)


def test_what_is_private_is_in_no_file_though_it_was_said_on_the_page(tmp_path):
    async def test():
        async with serving(tmp_path, skilled()) as port:
            async with on_page(port) as page:
                assert "Rex" in await written(page, "remember that my dog is called Rex")
                await written(page, "what do you know about my dog")
                await written(page, "forget that my dog is called Rex")
                await written(page, "yes")
                await written(page, "what day is it")
            await until_said(tmp_path, 1)
        assert said(tmp_path)[-1][0] == "what day is it"
        assert [str(file) for file in tmp_path.rglob("*") if file.is_file() and b"Rex" in file.read_bytes()] == []

    within(test)


class Polite(Ears):
    """Can let others be heard first."""

    at_once = 2

    def __init__(self):
        super().__init__()
        self.told = []

    def patient(self, patient):
        self.told.append(patient)


def test_the_person_is_heard_at_once_on_the_page_where_a_program_lets_them_go_first(tmp_path):
    async def test(path, token):
        ears = Polite()
        async with serving(tmp_path, given(ears=ears)) as port:
            async with talking(port, path=path, token=token) as page:
                await page.listens()
            with anyio.fail_after(WAIT_S):
                while ears.told == [True]:  # until its session has ended
                    await anyio.sleep(0.01)
        return ears.told

    assert within(test, PATH, OWN) == []
    assert within(test, "/v1/realtime?model=any", TOKEN) == [True, False]
