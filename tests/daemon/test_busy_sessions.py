"""A machine that is too busy to hear everyone at once: whose words come late, and whose do not come at all."""

import threading

import anyio
import anyio.to_thread
from web_world import SILENCE, Ears, given, person, serving, talking, within

from localvoice.events import Transcript

COMPLETED = "conversation.item.input_audio_transcription.completed"


class Late(Ears):
    """Its first turn is understood when it is let go. (It is asked to listen once before, to be warm.)"""

    def __init__(self):
        super().__init__("")
        self.utterances, self.waits, self.free = 0, threading.Event(), threading.Event()

    def listen(self, grammar):
        utterance, number = super().listen(grammar), self.utterances
        self.utterances += 1

        def transcript_steps():
            while number == 1 and not self.free.is_set():
                self.waits.set()
                yield ""
            return Transcript(f"turn {number}", True, 0.0)

        utterance.transcript_steps = transcript_steps
        return utterance


def test_a_turn_that_is_still_being_recognised_is_not_lost_to_the_next_one(tmp_path):
    ears = Late()

    async def main():
        async with serving(tmp_path, given(ears=ears)) as port, talking(port) as talker:
            await talker.listens(type="server_vad", create_response=False)
            await talker.say(person() + SILENCE)
            await talker.until("input_audio_buffer.committed")
            await talker.say(person() + SILENCE)
            await talker.until("input_audio_buffer.committed")
            await anyio.to_thread.run_sync(ears.waits.wait, 20)
            ears.free.set()
            return [(await talker.until(COMPLETED))["transcript"] for _ in range(2)]

    assert within(main) == ["turn 1", "turn 2"]
