"""LFM2.5-Audio's real architecture with random weights, stepped: the same as mlx-audio's whole turn, however asked."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from native_world import FRAME, GREEDY, SYSTEM, made, spoken, told

from localvoice.errors import EngineError
from localvoice.events import Manner
from localvoice.models import lfm_audio
from localvoice.models.interleaved import conversation
from localvoice.models.interleaved.network import Codes, Heard
from localvoice.models.interleaved.segments import LONGEST_S, segments
from localvoice.models.native import Reading
from localvoice.models.roles import Sampling

# isort: split
import mlx.core as mx

CLOSE = 2e-4


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return made(tmp_path_factory.mktemp("native"))


@pytest.fixture(autouse=True)
def likeliest(monkeypatch):
    """Sound is not drawn by lot."""
    monkeypatch.setattr(conversation, "SOUND", Sampling(temperature=0, repetition_penalty=1))


def chat_of(model):
    return model.open(SYSTEM, [])


def whole_turn(model, chat, pcm, steps):
    """mlx-audio's own generator behind our prompt: its tokens and frames."""
    network, positions = model.network, [*chat._script.answering(chat._messages)]
    text = mx.array([[one for one in positions if isinstance(one, int)]])
    modalities = mx.array([[2 if isinstance(one, Heard) else 1 for one in positions]])
    mel = network._mel(mx.array(pcm))[None]
    made = network.model.generate_interleaved(
        text_tokens=text, audio_features=mel, modalities=modalities, max_new_tokens=steps
    )
    return [tuple(token.reshape(-1).tolist()) for token, _ in made]


def test_stepwise_it_says_what_the_whole_turn_of_the_library_says(model):
    chat, pcm = chat_of(model), spoken(2.0)
    list(chat.reply(pcm, GREEDY))
    said = chat._messages[-1].positions
    del chat._messages[-1]
    expected = whole_turn(model, chat, pcm, len(said))
    assert [one.numbers if isinstance(one, Codes) else (one,) for one in said] == expected
    assert any(isinstance(one, Codes) for one in said)


def test_frame_by_frame_its_sound_is_that_of_the_whole(model):
    random = np.random.default_rng(1)
    frames = [Codes(tuple(int(one) for one in random.integers(0, 2048, 8))) for _ in range(24)]
    decoder = model.network.decoder()
    pieces = [*(decoder.decode(frame) for frame in frames), decoder.end()]
    numbers = mx.array([frame.numbers for frame in frames]).T[None]
    whole = np.array(model.network.detokenizer(numbers)[0])
    assert sum(map(len, pieces)) == len(whole) == 24 * FRAME
    assert {len(piece) for piece in pieces[1:-1]} == {FRAME}
    assert np.abs(np.concatenate(pieces) - whole).max() < CLOSE


@pytest.mark.parametrize("asked_at_s", [(0.3, 1.0, 2.9), (9.0, 17.5), (8.1, 8.1, 11.9)])
def test_however_the_sound_came_and_was_asked_for_the_answer_is_the_same(model, asked_at_s):
    pcm, chat = spoken(12.0), chat_of(model)
    alone = told(chat_of(model).reply(pcm, GREEDY))
    for at_s in asked_at_s:
        list(chat.prefill(pcm[: round(16_000 * at_s)]))
    next(chat.reply(pcm[: round(16_000 * asked_at_s[-1])], GREEDY))  # at a pause that was none
    chat.retract()
    text, sound, _, _ = told(chat.reply(pcm, GREEDY))
    assert text == alone[0]
    assert len(sound) == len(alone[1]) > 0
    assert np.abs(sound - alone[1]).max() < CLOSE


def test_what_is_over_of_a_long_turn_is_read_while_it_is_spoken(model):
    pcm, chat = spoken(20.0), chat_of(model)
    list(chat.prefill(pcm))
    before = chat.context.read_positions
    next(step for step in chat.reply(pcm, GREEDY) if getattr(step, "tokens", 0))
    assert chat.context.read_positions - before <= LONGEST_S * 12.5 + 20


def test_a_turn_is_cut_at_its_quietest_moment_and_nothing_is_lost():
    pcm = spoken(20.0)
    pcm[round(6.5 * 16_000) : round(6.7 * 16_000)] = 0.0
    parts = segments(pcm)
    assert len(parts) == 3
    assert 6.5 < len(parts[0]) / 16_000 < 6.7
    assert np.array_equal(np.concatenate(parts), pcm)
    for seconds in (8.0, 9.5, 13.0):  # whenever it is asked
        early = segments(pcm[: round(16_000 * seconds)])
        assert np.array_equal(early[0], parts[0])


@pytest.mark.parametrize("heard_frames", [0.0, 5.5, 99.0])
def test_after_a_cut_the_cache_is_that_of_a_fresh_conversation(model, heard_frames):
    pcm, chat = spoken(1.5), chat_of(model)
    text, *_ = told(chat.reply(pcm, GREEDY))
    chat.cut(text[: len(text) // 3] if heard_frames else "", round(heard_frames * FRAME))
    list(chat.settle())
    fresh = chat_of(model)
    fresh._messages = copy.deepcopy(chat._messages)
    fresh._encoded.update(chat._encoded)
    list(fresh.settle())
    assert chat.context.positions == fresh.context.positions
    for ours, theirs in zip(chat.context._cache, fresh.context._cache, strict=True):
        if ours.is_trimmable():
            ours, theirs = ours.state, theirs.state
            length = len(fresh.context.positions)
            assert ours[0].shape[2] == theirs[0].shape[2] == length
        else:
            ours, theirs = ours.state, theirs.state
        assert max(float(mx.abs(one - two).max()) for one, two in zip(ours, theirs, strict=True)) < CLOSE
    answer = told(chat.reply(pcm, GREEDY))
    assert answer[0] == told(fresh.reply(pcm, GREEDY))[0]


def test_a_cut_reads_only_what_follows_the_last_word_that_was_heard(model):
    chat = chat_of(model)
    text, sound, *_ = told(chat.reply(spoken(1.5), replace(GREEDY, max_tokens=13)))
    before = chat.context.read_positions
    frames = len(sound) // FRAME
    chat.cut(text, FRAME * frames - 10)
    list(chat.settle())
    frames_after = frames - 24
    assert chat.context.read_positions - before <= frames_after + 24


def test_taken_back_it_is_as_if_it_had_never_been_said(model):
    chat, fresh = chat_of(model), chat_of(model)
    list(chat.reply(spoken(1.0, seed=3), GREEDY))
    chat.retract()
    assert told(chat.reply(spoken(1.5), GREEDY))[0] == told(fresh.reply(spoken(1.5), GREEDY))[0]


def test_an_answer_that_is_left_stays_as_far_as_it_was_told(model):
    chat = chat_of(model)
    steps = chat.reply(spoken(1.0), GREEDY)
    for _ in range(12):
        next(steps)
    steps.close()
    assert chat._messages[-1].positions
    assert told(chat.reply(spoken(1.5), GREEDY))[3].reason in ("done", "length")


def test_only_the_newest_of_its_generators_works(model):
    chat = chat_of(model)
    old = chat.reply(spoken(1.0), GREEDY)
    for _ in range(6):
        next(old)
    list(chat.prefill(spoken(0.5)))
    assert told(old)[3].reason == "outdated"


def test_it_reads_a_text_aloud_beside_its_conversations(model):
    assert isinstance(model, Reading)
    chat = chat_of(model)
    alone = told(chat_of(model).reply(spoken(1.0), GREEDY))[0]
    steps = chat.reply(spoken(1.0), GREEDY)
    first = [next(steps) for _ in range(5)]
    pieces = list(model.voice().say("Hello there.", Manner(volume=0.5)))
    assert [word.start for piece in pieces for word in piece.words] == [0, 6]
    assert sum(len(piece.pcm) for piece in pieces) % FRAME == 0
    assert told([*first, *steps])[0] == alone


def test_warming_leaves_no_trace(model):
    chat = chat_of(model)
    list(chat.warm())
    assert not chat._messages
    assert told(chat.reply(spoken(1.0), GREEDY))[0] == told(chat_of(model).reply(spoken(1.0), GREEDY))[0]


def test_a_folder_that_is_no_such_model_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(EngineError, match=r"There is no native model in .*pull"):
        lfm_audio.load(tmp_path)


def test_the_shortest_sound_and_none_are_heard(model):
    chat = chat_of(model)
    for pcm in (np.zeros(0, np.float32), np.zeros(40, np.float32), np.zeros(16_000, np.float32)):
        assert told(chat.reply(pcm, GREEDY))[3]
        chat.retract()
