"""Which text goes out with which sound? With the words that the voice tells, or phrase by phrase."""

from hypothesis import given
from hypothesis import strategies as st

from localvoice.dialogue.live.speech import Speech

TEXT = "It is noon."
FRAME = 48 * 40


def spoken(ms=300, places=((0, 0), (3, 100), (6, 200))):
    speech = Speech()
    speech.phrase(TEXT)
    speech.sound(bytes(48 * ms), places)
    return speech


def test_words_go_out_with_their_sound():
    speech = spoken()
    assert [speech.take(FRAME)[1] for _ in range(6)] == ["It", "", " is", "", "", " noon."]
    assert not speech.over
    speech.ended = True
    assert speech.take(FRAME)[0] == bytes(48 * 60)[:FRAME]
    speech.take(FRAME)
    assert speech.over


def test_a_voice_that_tells_no_words_tells_its_phrase():
    speech = spoken(places=())
    assert speech.take(FRAME)[1] == TEXT


def test_a_frame_that_is_not_whole_waits_for_more_unless_there_will_be_none():
    speech = spoken(ms=30)
    assert speech.take(FRAME) == (b"", "")
    speech.ended = True
    some, text = speech.take(FRAME)
    assert (len(some), text) == (48 * 30, TEXT)
    assert speech.over


def test_what_is_cut_was_said_as_far_as_it_went_out():
    speech = spoken()
    for _ in range(3):
        speech.take(FRAME)
    speech.cut()
    assert (speech.text, speech.heard, speech.over) == ("It is", "It is", True)


def test_text_without_a_sound_goes_out_at_the_end():
    speech = Speech()
    speech.phrase(TEXT)
    speech.ended = True
    assert speech.take(FRAME) == (b"", TEXT)
    assert speech.over


@given(
    st.lists(st.tuples(st.sampled_from(["It ", "is noon. ", "a"]), st.integers(0, 200)), max_size=6),
    st.lists(st.tuples(st.integers(-3, 40), st.integers(-5, 900)), max_size=6),
)
def test_whatever_a_voice_tells_all_text_and_all_sound_go_out_once_and_in_order(phrases, places):
    speech, said, size = Speech(), "", 0
    for number, (text, ms) in enumerate(phrases):
        speech.phrase(text)
        speech.sound(bytes(48 * ms), tuple(places[number : number + 2]))
        some, told = speech.take(FRAME)
        said, size = said + told, size + len(some)
    speech.ended = True
    for _ in range(100):
        some, told = speech.take(FRAME)
        said, size = said + told, size + len(some)
    assert speech.over
    assert said == speech.text == "".join(text for text, _ in phrases)
    assert size == sum(48 * ms for _, ms in phrases)
