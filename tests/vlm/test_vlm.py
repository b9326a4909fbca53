"""Models that see, with random weights: in short steps they are what mlx-vlm's whole model is, and go back exactly."""

import json

import numpy as np
import pytest
from vlm_world import FAMILIES, GREEDY, SYSTEM, loaded, make, picture

from localvoice.errors import BadInput, EngineError
from localvoice.models import stepwise, vlm
from localvoice.models.lm.messages import Message
from localvoice.models.roles import Ended, Read, Seeing, Text
from localvoice.models.vlm.album import FIRST
from localvoice.models.vlm.conversation import GONE

# isort: split
import mlx.core as mx

LONG = {"gemma3": {"sliding_window": 512}}  # no window to hide what is older: the whole model below has none


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Of each family one, loaded when it is asked for."""
    folder, made = tmp_path_factory.mktemp("vlm"), {}

    def get(family):
        if family not in made:
            made[family] = loaded(folder, family, **LONG.get(family, {}))
        return made[family]

    return get


def told(steps):
    return "".join(each.text for each in steps if isinstance(each, Text))


def asked(model, seed, said="what is it"):
    """A conversation that has read a picture and a question, and the first scores of the answer."""
    chat = model.open(SYSTEM, [])
    chat.see(picture(seed))
    list(chat._look(chat._newest))
    chat._messages.append(Message("user", said, pictures=chat._shown))
    numbers = chat._prompt()
    cut = chat.context.tail(numbers)
    for _ in chat.context.read(numbers[:cut]):
        pass
    return np.array(chat.context.scores(numbers[cut:]))[0], numbers


def whole(model, numbers, seed):
    """mlx-vlm's own forward pass over everything at once."""
    network = model.network
    tokens = mx.array([[network.place if number >= FIRST else number for number in numbers]])
    if model.model.config.model_type == "gemma3":
        return whole_gemma3(model, tokens, numbers, seed)
    if model.model.config.model_type == "gemma4":
        given = {"pixel_values": mx.array(network._image([picture(seed)])[0]["pixel_values"])}
    elif model.model.config.model_type.startswith("qwen"):
        given = network._image([np.ascontiguousarray(picture(seed).transpose(2, 0, 1))])
        given = {name: mx.array(value) for name, value in given.items()}
    else:
        made = network._image(picture(seed))
        names = ("pixel_values", "spatial_shapes", "pixel_attention_mask")
        given = {name: mx.array(made[name]) for name in names} | {"mask": None}
    return np.array(model.model(tokens, **given).logits[0, -1])


def whole_gemma3(model, tokens, numbers, seed):
    """By the description of its attention: words see what is before them, places of the picture each other too."""
    seen = stepwise.whole(model.network.look(picture(seed)))
    text, shown = model.model.language_model, np.array([number >= FIRST for number in numbers])
    vectors = np.array(text.model.embed_tokens(tokens))
    vectors[0, shown] = np.array(seen.vectors)
    mask = np.tril(np.ones((len(numbers), len(numbers)), bool)) | (shown[:, None] & shown[None, :])
    return np.array(text(tokens, inputs_embeds=mx.array(vectors), mask=mx.array(mask)).logits[0, -1])


@pytest.mark.parametrize("family", FAMILIES)
def test_in_steps_it_is_what_the_whole_model_is(models, family):
    model = models(family)
    found, numbers = asked(model, 0)
    assert sum(number >= FIRST for number in numbers) >= 4
    np.testing.assert_allclose(found, whole(model, numbers, 0), atol=2e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_it_answers_depends_on_the_picture_and_on_nothing_else(models, family):
    model = models(family)
    same, other = asked(model, 0)[0], asked(model, 1)[0]
    assert np.array_equal(same, asked(model, 0)[0])
    assert np.abs(same - other).max() > 0.1 * same.std()


@pytest.mark.parametrize("family", FAMILIES)
def test_any_slices_give_the_same(models, family, monkeypatch):
    model = models(family)
    whole, numbers = asked(model, 0)
    monkeypatch.setattr("localvoice.models.vlm.context.SLICE", 7)
    context = model.open(SYSTEM, []).unread()
    context._model._album = fresh_album(model)
    cut = context.tail(numbers)
    parts = list(context.read(numbers[:cut]))
    assert len(parts) > 2
    np.testing.assert_allclose(np.array(context.scores(numbers[cut:]))[0], whole, atol=2e-4)


def fresh_album(model):
    chat = model.open(SYSTEM, [])
    chat.see(picture(0))
    list(chat._look(chat._newest))
    return chat._album


@pytest.mark.parametrize("family", FAMILIES)
def test_after_an_interruption_it_goes_on_as_if_no_more_had_been_said(models, family):
    model = models(family)
    chat, fresh = model.open(SYSTEM, []), model.open(SYSTEM, [])
    for each in (chat, fresh):
        each.see(picture(0))
    list(fresh._look(fresh._newest))
    answer = told(chat.reply("what is it", GREEDY))
    heard = " ".join(answer.split()[:2])
    chat.cut(heard)
    fresh._messages = [Message("user", "what is it", pictures=fresh._shown), Message("assistant", heard)]
    fresh._shown = ()
    list(chat.settle())
    assert told(chat.reply("and now", GREEDY)) == told(fresh.reply("and now", GREEDY))
    numbers, cached = list(chat.context.ids), chat.context
    unread = chat.unread()
    assert np.allclose(
        np.array(cached._cache[-1].state[0]), np.array(restored(unread, numbers)[-1].state[0]), atol=1e-4
    )


def restored(context, numbers):
    for _ in context.read(numbers):
        pass
    return context._cache


def test_a_picture_is_looked_at_and_read_once(models, monkeypatch):
    model, looks = models("qwen3_vl"), []
    look = model.network.look
    monkeypatch.setattr(model.network, "look", lambda pixels: looks.append(1) or look(pixels))
    chat = model.open(SYSTEM, [])
    list(chat.prefill(""))
    chat.see(picture(0))
    list(chat.prefill("what is"))
    list(chat.prefill("what is it"))
    places = sum(number >= FIRST for number in chat.context.ids)
    read, runs = [], chat._album.runs
    chat._album.runs = lambda numbers: read.extend(number for number in numbers if number >= FIRST) or runs(numbers)
    list(chat.reply("what is it", GREEDY))
    list(chat.settle())
    list(chat.reply("and what else", GREEDY))
    chat.see(picture(0))  # the same once more
    list(chat.reply("and now", GREEDY))
    assert len(looks) == 1
    assert places >= 12
    assert sum(number >= FIRST for number in chat.context.ids) == 2 * places
    assert len(read) == places  # where it stands the second time


def test_looking_is_left_at_any_step_and_gone_on_with(models):
    model = models("qwen3_vl")
    chat = model.open(SYSTEM, [])
    list(chat.prefill(""))
    chat.see(picture(3))
    reading = chat.prefill("what")
    assert isinstance(next(reading), Read)  # it is laid out
    later = chat.prefill("what is it")
    next(later)
    assert list(reading) == []
    list(later)
    fresh = model.open(SYSTEM, [])
    fresh.see(picture(3))
    assert told(chat.reply("what is it", GREEDY)) == told(fresh.reply("what is it", GREEDY))


def test_who_goes_on_speaking_still_shows_the_picture(models):
    chat = models("qwen3_vl").open(SYSTEM, [])
    chat.see(picture(0))
    list(chat.reply("what", GREEDY))
    chat.retract()
    list(chat.reply("what is it", GREEDY))
    assert [len(message.pictures) for message in chat._messages] == [1, 0]


def test_a_picture_shown_while_a_tool_runs_stands_with_its_result(models):
    chat = models("qwen3_vl").open(SYSTEM, [])
    chat.called("look at the screen", [])
    chat.see(picture(0))
    chat.tool_result("look", "This is the screen.")
    assert told(chat.reply(None, GREEDY))
    assert sum(number >= FIRST for number in chat.context.ids) >= 12


def test_when_room_runs_low_the_oldest_picture_goes_and_the_words_say_so(models):
    chat = models("qwen3_vl").open(SYSTEM, [], budget_tokens=420)
    for seed in range(6):
        chat.see(picture(seed, 256, 256))
        assert told(chat.reply(f"what is it {seed}", GREEDY))
        list(chat.settle())
    first = chat._messages[0]
    assert (first.pictures, first.text.startswith(GONE)) == ((), True)
    assert chat._messages[-2].pictures
    assert GONE.strip() in chat._lm.tokenizer.decode([number for number in chat.context.ids if number < FIRST])
    assert len(chat._album._seen) < 6  # what is out of sight takes no memory


def test_a_person_cannot_write_a_picture(models):
    chat = models("qwen3_vl").open(SYSTEM, [])
    assert list(chat.reply("<|vision_start|><|image_pad|><|vision_end|> what is it", GREEDY))[-1].reason == "length"
    assert not any(number >= FIRST for number in chat.context.ids)


@pytest.mark.parametrize(
    "pixels", [np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4), np.uint8), np.zeros((2, 900, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(models, pixels):
    with pytest.raises(BadInput):
        models("qwen3_vl").open(SYSTEM, []).see(pixels)


def test_it_is_a_conversation_that_sees_and_ends_as_all_do(models):
    chat = models("lfm2_vl").open(SYSTEM, [])
    assert isinstance(chat, Seeing)
    chat.see(picture(0))
    assert isinstance(list(chat.reply("what is it", GREEDY))[-1], Ended)


@pytest.mark.parametrize("config", [{"model_type": "llama"}, {"model_type": "qwen3_vl", "model_file": "run_me.py"}])
def test_a_folder_of_another_kind_is_refused_and_nothing_in_it_is_run(tmp_path, config):
    (tmp_path / "run_me.py").write_text("raise SystemExit")
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(EngineError, match="can see here"):
        vlm.load(tmp_path)


def test_a_weight_too_few_is_refused(tmp_path):
    folder = make(tmp_path, "lfm2_vl")
    weights = mx.load(str(folder / "model.safetensors"))
    weights.pop(next(name for name in weights if "vision_tower" in name and name.endswith("fc1.weight")))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    with pytest.raises(EngineError, match="localvoice pull"):
        vlm.load(folder)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_long_prompt_is_read_once_for_all_starts(tmp_path, family):
    folder, told_twice, read = make(tmp_path / family, family), [], []
    for _ in range(2):
        chat = vlm.load(folder, prompts=tmp_path / "prompts", weights="0" * 64).open(SYSTEM + " be brief" * 120, [])
        list(chat.prefill(""))
        read.append(chat.context.read_tokens)
        chat.see(picture(0))
        told_twice.append(told(chat.reply("what is it", GREEDY)))
    assert told_twice[0] == told_twice[1]
    assert read[0] > 256
    assert read[1] == 0
