"""Plain requests, as OpenAI's own client and others send them; the models are scripted."""

import base64
import json
from io import BytesIO

import openai
import pytest
import soundfile
from web_world import SILENCE, TOKEN, Ears, given, person, serving, standing, within

from localvoice.audio.wire import decoded
from localvoice.models.roles import ToolCall

TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}
HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture(scope="module")
def models():
    return given("Well, hello.", ears=Ears("one sentence", "another one"))


@pytest.fixture(scope="module")
def port(tmp_path_factory, models):
    with standing(tmp_path_factory.mktemp("house"), models) as port:
        yield port


@pytest.fixture
def client(port):
    with openai.OpenAI(base_url=f"{port.url}/v1", api_key=TOKEN, max_retries=0, timeout=20) as client:
        yield client


def post(port, path, **how):
    async def posted():
        async with port.http() as http:
            return await http.post(path, **how)

    return within(posted)


def answering(models, *answers):
    models["lm"].answers = list(answers)


def recording(text="How are you doing today?"):
    file = BytesIO()
    soundfile.write(file, decoded(person(text) + SILENCE, "audio/pcm"), 24_000, format="WAV")
    return file.getvalue()


def test_a_chat_is_answered(client, models):
    answering(models, "Well, hello.")
    made = client.chat.completions.create(model="gpt-4o-mini", messages=HELLO)
    assert made.choices[0].message.content == "Well, hello."
    assert made.choices[0].finish_reason == "stop"
    assert (made.usage.prompt_tokens, made.usage.completion_tokens) == (10, 2)


def test_the_model_is_told_the_program_s_own_words_and_the_whole_conversation(client, models):
    answering(models, "Yes.")
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]},
        {"role": "assistant", "content": "three"},
        {"role": "system", "content": "It is late."},
        {"role": "user", "content": "four"},
    ]
    client.chat.completions.create(model="any", messages=messages)
    system, _, entries = models["lm"].asked[-1]
    assert system == "Be brief."
    assert [(entry.role, entry.text) for entry in entries] == [
        ("user", "one\ntwo"),
        ("assistant", "three"),
        ("user", "(It is late.)"),
        ("user", "four"),
    ]


def test_a_chat_comes_in_pieces_where_that_is_asked_for(client, models):
    answering(models, "Well, hello.")
    how = {"stream": True, "stream_options": {"include_usage": True}}
    chunks = list(client.chat.completions.create(model="any", messages=HELLO, **how))
    texts = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert "".join(filter(None, texts)) == "Well, hello."
    assert len(texts) > 3
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage.completion_tokens == 2


@pytest.mark.parametrize("stream", [False, True])
def test_the_program_s_tools_are_called_and_what_they_gave_is_told(client, models, stream):
    answering(models, [ToolCall("weather", {"place": "Rome"})])
    made = client.chat.completions.create(model="any", messages=HELLO, tools=[TOOL], stream=stream)
    if stream:
        chunks = [chunk.choices[0] for chunk in made]
        call, reason = next(c.delta.tool_calls for c in chunks if c.delta.tool_calls)[0], chunks[-1].finish_reason
    else:
        call, reason = made.choices[0].message.tool_calls[0], made.choices[0].finish_reason
    assert (call.function.name, json.loads(call.function.arguments), reason) == (
        "weather",
        {"place": "Rome"},
        "tool_calls",
    )
    asked = {"id": call.id, "type": "function", "function": {"name": "weather", "arguments": '{"place": "Rome"}'}}
    answering(models, "Sunny.")
    messages = [
        *HELLO,
        {"role": "assistant", "tool_calls": [asked]},
        {"role": "tool", "tool_call_id": call.id, "content": "sun"},
    ]
    client.chat.completions.create(model="any", messages=messages, tools=[TOOL])
    entries = models["lm"].asked[-1][2]
    assert entries[1].calls == (ToolCall("weather", {"place": "Rome"}),)
    assert (entries[2].role, entries[2].text) == ("tool", "sun")


def test_an_answer_is_cut_where_the_program_says(client, models):
    answering(models, "one two three")
    made = client.chat.completions.create(model="any", messages=HELLO, max_completion_tokens=2)
    assert (made.choices[0].message.content, made.choices[0].finish_reason) == ("one two", "length")


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({}, "messages", "missing_required_parameter"),
        ({"messages": []}, "messages", "missing_required_parameter"),
        ({"messages": "hello"}, "messages", "invalid_type"),
        ({"messages": ["hello"]}, "messages[0]", "invalid_type"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role", "invalid_value"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content", "invalid_type"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            "messages[0].content[0].image_url.url",
            "invalid_value",
        ),
        (
            {"messages": [{"role": "system", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            "messages[0].content[0]",
            "unsupported_value",
        ),
        ({"messages": HELLO, "n": 3}, "n", "unsupported_value"),
        ({"messages": HELLO, "response_format": {"type": "json_object"}}, "response_format", "unsupported_value"),
        ({"messages": HELLO, "temperature": 3}, "temperature", "value_out_of_range"),
        ({"messages": HELLO, "temperature": "hot"}, "temperature", "invalid_type"),
        ({"messages": HELLO, "max_tokens": True}, "max_tokens", "invalid_type"),
        ({"messages": HELLO, "tools": [{}]}, "tools[0]", "invalid_type"),
        ({"messages": HELLO, "stop": [1]}, "stop", "invalid_type"),
        ({"messages": HELLO, "stream": "yes"}, "stream", "invalid_type"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_parameter(port, body, param, code):
    answer = post(port, "/v1/chat/completions", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error["code"]) == (400, param, code)


@pytest.mark.parametrize("content", [b"", b"no json", b"[1]", b"\xff", b'{"messages": NaN}'])
def test_a_body_that_is_no_json_is_told(port, content):
    answer = post(port, "/v1/chat/completions", content=content)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_json")
    assert error["message"].startswith(("The body is no JSON (", "The body must be a JSON object"))
    assert error["message"].endswith(".")


def test_a_model_that_fails_is_an_error_of_the_server(port, models):
    models["lm"].broken = True
    for stream in (False, True):
        answer = post(port, "/v1/chat/completions", json={"messages": HELLO, "stream": stream})
        assert (answer.status_code, answer.json()["error"]["type"]) == (500, "server_error")
    models["lm"].broken = False


@pytest.mark.parametrize("form", ["mp3", "wav", "flac", "opus", "pcm"])
def test_a_text_is_said_in_every_format(client, form):
    sound = client.audio.speech.create(model="tts-1", voice="alloy", input="Hello there.", response_format=form).read()
    if form == "pcm":
        assert len(sound) == 2 * 1200 * len("Hellothere.")
    else:
        starts = {"mp3": b"\xff\xf3", "wav": b"RIFF", "flac": b"fLaC", "opus": b"OggS"}
        assert sound.startswith(starts[form])


@pytest.mark.parametrize("voice", ["alloy", "marin", "", None, {"id": "verse"}, "heart", "de"])
def test_a_voice_of_the_profile_or_of_the_api_speaks(port, voice):
    assert post(port, "/v1/audio/speech", json={"input": "Hello.", "voice": voice}).status_code == 200


@pytest.mark.parametrize("voice", ["zeus", "Alloy ", "../x", "a" * 300, {"id": "zeus"}, 5, ["alloy"], {"x": 1}])
def test_a_voice_that_there_is_not_is_refused_with_the_names_of_those_that_there_are(port, voice):
    answer = post(port, "/v1/audio/speech", json={"input": "Hello.", "voice": voice})
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (400, "voice")
    assert error["code"] in ("invalid_value", "invalid_type")
    assert len(error["message"]) < 400
    assert "heart, " in error["message"] or error["code"] == "invalid_type"


def test_speech_comes_as_events_where_that_is_asked_for(port):
    body = {"input": "Hello there.", "response_format": "pcm", "stream_format": "sse"}
    lines = post(port, "/v1/audio/speech", json=body).text.split("\n\n")
    events = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    sound = b"".join(base64.b64decode(event["audio"]) for event in events if event["type"] == "speech.audio.delta")
    assert len(sound) == 2 * 1200 * len("Hellothere.")
    assert events[-1]["type"] == "speech.audio.done"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "input"),
        ({"input": "  "}, "input"),
        ({"input": "x" * 4097}, "input"),
        ({"input": 5}, "input"),
        ({"input": "x", "response_format": "aac"}, "response_format"),
        ({"input": "x", "speed": 9}, "speed"),
        ({"input": "x", "stream_format": "video"}, "stream_format"),
    ],
)
def test_what_cannot_be_said_is_told(port, body, param):
    answer = post(port, "/v1/audio/speech", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


def test_a_text_of_signs_alone_is_an_empty_sound(client):
    assert client.audio.speech.create(model="x", voice="alloy", input="🎉", response_format="pcm").read() == b""


class Hinted(Ears):
    """Takes a hint."""

    hint_tokens = 100

    def listen_for(self, grammar, expected):
        self.hint = expected.hint
        return self.listen(grammar)


def test_a_prompt_reaches_a_recogniser_that_takes_one_and_else_the_log_says_that_it_is_ignored(tmp_path):
    async def main():
        for ears, told in ((Hinted("Ahrweiler"), False), (Ears("Ahrweiler"), True)):
            async with serving(tmp_path, given(ears=ears)) as port, port.http() as http:
                for _ in range(2):
                    sound = {"file": ("a.wav", recording(), "audio/wav")}
                    answer = await http.post("/v1/audio/transcriptions", files=sound, data={"prompt": "Ahrweiler"})
                    assert answer.status_code == 200
                assert getattr(ears, "hint", "") == ("" if told else "Ahrweiler")
                assert len([line for line in port.log if "`prompt`" in line]) == told

    within(main)


def test_a_recording_is_written_down_in_every_form(client, models):
    said = {}
    for form in ("json", "text", "srt", "vtt", "verbose_json"):
        models["recogniser"].heard = 0
        said[form] = client.audio.transcriptions.create(
            model="whisper-1", file=("a.wav", recording()), response_format=form
        )
    assert said["json"].text == said["verbose_json"].text == "one sentence"
    assert said["text"] == "one sentence\n"
    assert said["srt"].startswith("1\n00:00:00,")
    assert said["vtt"].startswith("WEBVTT\n\n00:00:00.")
    segment = said["verbose_json"].segments[0]
    assert 0 <= segment.start < segment.end <= said["verbose_json"].duration


def test_it_comes_part_by_part_where_that_is_asked_for(client, models):
    models["recogniser"].heard = 0
    file = ("a.wav", recording())
    events = list(client.audio.transcriptions.create(model="whisper-1", file=file, stream=True))
    assert [event.type for event in events] == ["transcript.text.delta", "transcript.text.done"]
    assert events[-1].text == "one sentence"


def test_a_language_that_is_not_heard_is_refused_in_a_sentence_and_not_guessed(port):
    file = {"file": ("a.wav", recording())}
    for language, said in (("de", "hears only en, not de"), ("German", "code, such as en or de")):
        answer = post(port, "/v1/audio/transcriptions", files=file, data={"model": "x", "language": language})
        assert answer.status_code == 400
        assert said in answer.json()["error"]["message"]
    for language in ("en", "en-US", ""):
        answer = post(port, "/v1/audio/transcriptions", files=file, data={"model": "x", "language": language})
        assert answer.status_code == 200


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 no sound", b"\x1aE\xdf\xa3webm"])
def test_a_file_that_is_no_sound_is_told(port, content):
    answer = post(port, "/v1/audio/transcriptions", files={"file": ("a.webm", content)}, data={"model": "x"})
    assert answer.status_code == 400
    assert "a.webm" in answer.json()["error"]["message"]


def test_a_form_that_holds_no_file_is_told(port):
    assert post(port, "/v1/audio/transcriptions", files={"x": ("y", b"z")}).json()["error"]["param"] == "file"
    assert post(port, "/v1/audio/transcriptions", json={}).json()["error"]["code"] == "invalid_body"
    how = {"headers": {"Content-Type": "multipart/form-data; boundary=x"}, "content": b"--y\r\n"}
    assert post(port, "/v1/audio/transcriptions", **how).status_code == 400


def test_models_are_listed_and_shown(client):
    names = [model.id for model in client.models.list()]
    assert client.models.retrieve(names[0]).owned_by == "localvoice"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")


def test_a_wrong_key_is_openai_s_own_error(port):
    with (
        openai.OpenAI(base_url=f"{port.url}/v1", api_key="wrong", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.models.list()
