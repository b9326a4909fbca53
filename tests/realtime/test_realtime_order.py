"""In which order do events come? Whole conversations through the protocol, a cell of the clients' table each."""

from realtime_world import World


def kinds(events):
    return [event["type"] for event in events]


def test_a_spoken_turn_and_its_answer_come_in_the_order_that_all_clients_understand():
    world = World()
    assert kinds(world.events) == ["session.created"]
    world.listens(transcription={"model": "whisper-1"})
    assert world.kinds() == ["session.updated"]
    heard = world.speaks("What time is it?")
    answer = world.answers("It is noon.")
    assert kinds(heard + answer) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "conversation.item.done",
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]
