"""A model in a ring talks exactly like the same model here, whatever happens in between: the ranks mirror it all."""

import pytest
from lm_world import GREEDY, SYSTEM, TOOLS, make, run
from ring_world import alone

from localvoice.events import Waiting
from localvoice.models.lm import conversation as lm
from localvoice.models.lm_ring.ring import RingGone
from localvoice.models.roles import Ended, Sampling, Text

SEEDED = Sampling(seed=5, max_tokens=24)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """`both("qwen3")`: the same weights twice, here and in a ring."""
    made = {}

    def pair(family):
        if family not in made:
            folder = make(tmp_path_factory.mktemp("ring"), family)
            made[family] = lm.load(folder, float32=True), alone(folder, lazy=True)
        return made[family]

    return pair


@pytest.fixture(params=("llama", "gemma3_text"))  # one whose cache can be cut, one whose cannot
def chats(request, both):
    """Two conversations that are told the same."""
    here, there = both(request.param)
    return here.open(SYSTEM, TOOLS), there.open(SYSTEM, TOOLS)


def same(chats, do):
    """What one conversation does; the other does the same and has read the same after it."""
    here, there = (do(chat) for chat in chats)
    assert here == there
    assert chats[0].context.ids == chats[1].context.ids or chats[1].context._unsure
    return here


def told(steps):
    return [piece for piece in steps if not isinstance(piece, Waiting)]


def text(chat, said, how):
    """The answer without its count of what was read: a ring reads in shorter steps."""
    pieces = [piece for piece in told(chat.reply(said, how)) if isinstance(piece, Text | Ended)]
    return "".join(piece.text for piece in pieces if isinstance(piece, Text)), pieces[-1].reason, pieces[-1].tokens


@pytest.mark.parametrize("how", [GREEDY, SEEDED])
def test_it_says_what_the_same_model_says_here(chats, how):
    assert same(chats, lambda chat: text(chat, "Hello, who are you?", how))[2] > 0
    same(chats, lambda chat: text(chat, "And what can you do for me today?", how))


def test_it_reads_along_and_forgets_what_was_said_otherwise(chats):
    for said in ("", "set a", "set a timer", "set an alarm for"):
        same(chats, lambda chat, said=said: sum(getattr(one, "tokens", 0) for one in chat.prefill(said)))
    same(chats, lambda chat: text(chat, "set an alarm for ten", GREEDY))


@pytest.mark.parametrize("pieces", [1, 2, 5])
def test_an_interruption_leaves_no_word_behind(chats, pieces):
    def interrupted(chat):
        steps, heard = chat.reply("Tell me a long story.", SEEDED), ""
        for count, piece in enumerate(told_of(steps), 1):
            heard += piece.text
            if count == pieces:
                break
        steps.close()
        chat.cut(heard[:5])
        return heard

    same(chats, interrupted)
    same(chats, lambda chat: text(chat, "Stop. What time is it?", SEEDED))


def told_of(steps):
    return (piece for piece in steps if isinstance(piece, Text))


def test_an_answer_that_nobody_waited_for_is_cut_off_before_the_next_one(chats):
    """A lane that is interrupted while the ranks compute: they are a token further than is known here."""
    here, there = chats
    there.reply("Hello there.", GREEDY)
    steps = there.reply("Hello there.", GREEDY)
    while not isinstance(next(steps), Text):
        pass
    next(steps)  # the next token is asked for
    steps.close()
    for chat in chats:
        chat.retract() if chat is there else None
    assert text(there, "Good morning.", GREEDY) == text(here, "Good morning.", GREEDY)


def test_words_that_were_taken_back_are_forgotten_everywhere(chats):
    same(chats, lambda chat: text(chat, "I would like", GREEDY))
    same(chats, lambda chat: chat.retract())
    same(chats, lambda chat: text(chat, "I would like a timer.", GREEDY))
    same(chats, lambda chat: chat.forget())
    same(chats, lambda chat: text(chat, "Hello again.", GREEDY))


def test_a_long_conversation_drops_its_oldest_turns_alike(both):
    chats = [one.open(SYSTEM, [], budget_tokens=260) for one in both("qwen3")]
    for turn in range(6):
        same(chats, lambda chat, turn=turn: text(chat, f"This is my sentence number {turn}, remember it.", GREEDY))
        same(chats, lambda chat: sum(1 for _ in told(chat.settle())) > 0)
        same(chats, lambda chat: chat._left_out)
    assert chats[0]._left_out > 0


def test_contexts_that_nobody_has_are_dropped_in_every_rank(both):
    _, there = both("llama")
    before = there.ring.open_contexts
    for _ in range(5):
        text(there.open(SYSTEM, []), "Hello.", GREEDY)
    assert there.ring.open_contexts <= before + 2


def test_a_ring_that_is_gone_says_so_at_the_next_step(tmp_path):
    chat = (there := alone(make(tmp_path, "llama"))).open(SYSTEM, [])
    steps = chat.reply("Hello.", GREEDY)
    next(steps)
    there.ring.give_up("mac-2.local is gone")
    with pytest.raises(RingGone, match="mac-2"):
        run(steps)


def test_a_rank_that_lives_and_does_not_compute_is_given_up(both, monkeypatch):
    _, there = both("llama")
    ring, chat = there.ring, there.open(SYSTEM, [])
    monkeypatch.setattr(ring, "answer", lambda number, wait_s: ring.ask({}) if ring.gone else None)
    monkeypatch.setattr("localvoice.models.lm_ring.context.STEP_S", -1.0)
    with pytest.raises(RingGone, match="has not come back"):
        run(chat.reply("Hello.", GREEDY))
    ring.gone = ""
