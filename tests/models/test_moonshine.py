"""Moonshine: words step by step, any chopping of the sound, windows, what is not good, files that are refused."""

import threading

import moonshine_world as world
import numpy as np
import pytest
from moonshine_world import words

from localvoice.errors import EngineError
from localvoice.events import RATE_HZ
from localvoice.models import moonshine
from localvoice.models.moonshine import recogniser as module
from localvoice.models.roles import OneAtATime, StepwiseUtterance, Warming, Wavering
from localvoice.models.stepwise import whole

SOUND = words(3, 1, 4, 1, 5, 9, 2, 6)
TEXT = "three one four one five nine two six"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return world.make(tmp_path_factory.mktemp("moonshine"))


@pytest.fixture
def model(folder):
    return moonshine.load(folder)


@pytest.fixture
def encoded(model, monkeypatch):
    """The lengths of the sounds that the encoder was given."""
    lengths, encode = [], model.network.encode
    monkeypatch.setattr(model.network, "encode", lambda pcm: lengths.append(len(pcm)) or encode(pcm))
    return lengths


def heard(model, *pieces):
    utterance = model.listen(None)
    for piece in pieces:
        utterance.feed(piece)
    return utterance.transcript()


def stepped(utterance):
    texts, steps = [], utterance.transcript_steps()
    try:
        while True:
            texts.append(next(steps))
    except StopIteration as end:
        return texts, end.value


def test_words_come_one_a_step_after_the_encoders(model):
    utterance = model.listen(None)
    utterance.feed(words(3, 1, 4))
    texts, transcript = stepped(utterance)
    assert texts == ["", "three", "three one", "three one four"]
    assert (transcript.text, transcript.accepted, transcript.language) == ("three one four", True, "en")
    assert transcript.score == pytest.approx(0, abs=1e-4)


def test_it_plays_the_roles_that_it_should(model):
    assert isinstance(model.listen(None), StepwiseUtterance)
    assert isinstance(model, Warming)
    assert not isinstance(model, OneAtATime)  # an utterance keeps its own state: one model serves everybody
    assert model.unknown_words({"xyzzy"}) == set()
    assert list(model.warm())


@pytest.mark.parametrize("partials", [True, False])
@pytest.mark.parametrize("size", [1, 511, 512, 5000, len(SOUND)])
def test_any_chopping_of_the_sound_gives_the_same(folder, size, partials):
    if size == 1:
        sound, text = words(7, 8), "seven eight"
    else:
        sound, text = SOUND, TEXT
    model = moonshine.load(folder, partials)
    pieces = [sound[start : start + size] for start in range(0, len(sound), size)]
    assert heard(model, *pieces) == heard(model, sound)
    assert heard(model, sound).text == text


def test_what_was_asked_at_a_pause_changes_nothing_later(model):
    utterance = model.listen(None)
    for start in range(0, len(SOUND), 4096):
        utterance.feed(SOUND[start : start + 4096])
        utterance.transcript()
        next(utterance.transcript_steps(), None)  # and one that is left
    assert utterance.transcript() == heard(model, SOUND)


def test_a_pause_that_was_asked_about_already_costs_no_step(model, encoded):
    utterance = model.listen(None)
    utterance.feed(words(3, 1, 4))
    utterance.transcript()
    before = len(encoded)
    assert stepped(utterance) == ([], utterance.transcript())
    assert len(encoded) == before


def test_two_open_utterances_do_not_disturb_each_other(model):
    one, two = model.listen(None), model.listen(None)
    one.feed(words(1, 2))
    two.feed(words(3))
    steps = one.transcript_steps()
    next(steps)
    assert two.transcript().text == "three"
    assert one.transcript().text == "one two"


def test_a_long_turn_is_read_in_windows_of_which_the_full_ones_are_not_read_again(folder, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_S", 6.0)
    model, lengths = moonshine.load(folder, partials=False), []
    encode = model.network.encode
    monkeypatch.setattr(model.network, "encode", lambda pcm: lengths.append(len(pcm)) or encode(pcm))
    said = [1 + number * 7 % 10 for number in range(40)]
    said[20] = 0
    utterance = model.listen(None)
    utterance.feed(words(*said[:32]))
    utterance.transcript()
    utterance.feed(words(*said[32:]))
    cut = lengths[0]
    utterance.transcript()
    assert lengths.count(cut) == 1
    assert all(length <= 6.0 * RATE_HZ for length in lengths)
    assert len(utterance.transcript().text.split()) >= 37


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (words(*[7] * 16), "circle"),
        (words(*[7, 8] * 8), "circle"),
        (words(3.5, 4.5, 5.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5), "unsure"),
        (words(0, 0, 0), "silence"),
        (words(), "nothing"),
        (np.zeros(10, np.float32), "too short"),
    ],
)
def test_what_is_no_speech_or_unsure_is_not_good(model, sound, why):
    transcript = heard(model, sound)
    assert not transcript.accepted, why
    assert len(transcript.text.split()) <= 13
    assert bool(transcript.language) == bool(transcript.text)


def test_more_tokens_than_can_be_said_are_not_good(model, monkeypatch):
    monkeypatch.setattr(module, "TOKENS_PER_S", 2.0)
    transcript = heard(model, SOUND)
    assert not transcript.accepted
    assert len(transcript.text.split()) == 3


def test_captions_and_letters_of_other_scripts_are_not_good(model):
    for text in ("♪ Tonight ♪", "© 2565", "ตวบน", "对"):
        assert module.FOREIGN.search(text)
    for text in ("It's 5 p.m., isn't it?", "Two cafés – for £3.50!", "a “light” roast; 50% (or so)"):
        assert not module.FOREIGN.search(text)


def test_signs_are_never_written(model):
    sign = len(world.PIECES) - 1
    transcript = heard(model, words(sign - world.FIRST, 3))
    assert transcript.text == "ten three"


def test_another_thread_is_refused(model):
    refused = []

    def elsewhere():
        with pytest.raises(EngineError, match="not in its lane"):
            heard(model, SOUND)
        refused.append(True)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert refused


@pytest.mark.parametrize("name", ["encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"])
@pytest.mark.parametrize("damage", ["missing", "empty", "half", "noise", "the other"])
def test_a_damaged_folder_is_refused_in_one_sentence(tmp_path, folder, name, damage):
    place = world.make(tmp_path / "damaged")
    file = place / name
    other = "encoder_model.ort" if name.startswith("decoder") else "decoder_model_merged.ort"
    content = {
        "missing": None,
        "empty": b"",
        "half": file.read_bytes()[: file.stat().st_size // 2],
        "noise": np.random.default_rng(1).bytes(4000),
        "the other": (folder / other).read_bytes(),
    }[damage]
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EngineError, match="localvoice pull") as refused:
        moonshine.load(place)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500


def test_changed_bytes_anywhere_are_refused_in_one_sentence_or_harmless(tmp_path, folder, capfd):
    place, random = world.make(tmp_path / "changed"), np.random.default_rng(2)
    files, told = [folder / name for name in ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")], []
    capfd.readouterr()
    for number in range(100):
        file = files[number % 3]
        content = bytearray(file.read_bytes())
        for at in random.integers(0, len(content), int(random.integers(1, 6))):
            content[at] = random.integers(256)
        (place / file.name).write_bytes(content)
        try:
            heard(moonshine.load(place), SOUND)
        except EngineError as error:
            told.append(str(error))
        (place / file.name).write_bytes(file.read_bytes())
    assert len(told) > 30
    assert not [text for text in told if "\n" in text or "localvoice pull" not in text]
    assert capfd.readouterr() == ("", "")


def test_a_decoder_of_another_vocabulary_is_refused(tmp_path):
    place = world.make(tmp_path / "other")
    world.save(world.decoder(vocabulary=7), place / "decoder_model_merged.ort")
    with pytest.raises(EngineError, match=rf"has 7 tokens and names {len(world.PIECES)}"):
        moonshine.load(place)


def test_a_file_that_cannot_compute_fails_in_one_sentence(model, capfd):
    with pytest.raises(EngineError, match=r"recogniser cannot compute .*; fetch it again") as refused:
        model.network.begin(np.zeros((1, 5, 7), np.float32))
    assert "\n" not in str(refused.value)
    assert capfd.readouterr() == ("", "")


def others(model, *levels, most=4):
    utterance = model.listen(None)
    utterance.feed(words(*levels))
    text = utterance.transcript().text
    return text, [each.text for each in whole(utterance.others_steps(most))]


def test_it_tells_what_else_was_nearly_as_likely(model):
    assert others(model, 3, 4, 5) == ("three four five", [])
    text, more = others(model, 3, 4.48, 5)
    assert {text, *more} == {"three four five", "three five five"}
    assert isinstance(model.listen(None), Wavering)


def test_what_was_nearly_as_likely_may_differ_in_two_places(model):
    text, more = others(model, 3.48, 5, 4.48, 3, 4, 5, 3)
    starts = {tuple(words.split()[:3]) for words in (text, *more)}
    assert starts == {(first, "five", third) for first in ("three", "four") for third in ("four", "five")}


def test_the_others_are_no_more_than_is_asked_for_and_change_nothing(model):
    assert len(others(model, 3.48, 4.48, 5.48, 4, 4, most=2)[1]) == 2
    utterance = model.listen(None)
    assert whole(utterance.others_steps(4)) == []
    utterance.feed(words(3.48, 5))
    before = utterance.transcript()
    whole(utterance.others_steps(4))
    assert utterance.transcript() == before


def test_it_does_not_write_as_old_books_do():
    modern = [module.BOOKISH.sub(lambda found: found[1] or f"{found[2]} ", text) for text in
              ("To-morrow at half-past five.", "A half-hour to-night!", "half-baked, to-do")]  # fmt: skip
    assert modern == ["Tomorrow at half past five.", "A half hour tonight!", "half-baked, to-do"]
