"""What does a client know from events alone? Conversation, turns and responses; it refuses what could not follow."""

OF_CONTENT = ("response.output_audio", "response.output_text", "response.content_part")


class Answer:
    """A response that is live."""

    def __init__(self, response):
        self.in_conversation = "conversation_id" in response
        self.open = {}  # output_index → item id
        self.items = []  # ids in order
        self.parts = set()  # item ids whose content part is open
        self.text = ""
        self.texts_done = 0


class Mirror:
    def __init__(self):
        self.event_ids = set()
        self.items = []  # ids of the conversation in order
        self.ever = set()  # ids of all items that ever were
        self.live = {}
        self.ended = set()
        self.turn = None
        self.committed = None
        self.undone = set()
        self.spoken = []  # ids of items that had sound

    @property
    def main(self):
        return [answer for answer in self.live.values() if answer.in_conversation]

    def event(self, event):
        assert event["event_id"] not in self.event_ids, event
        self.event_ids.add(event["event_id"])
        kind = event["type"]
        if "input_audio_transcription" in kind:
            assert event["item_id"] in self.items
        assert self.committed is None or kind == "conversation.item.added", "committed, and its item does not follow"
        if kind.startswith("response."):
            self._response(kind, event)
        else:
            getattr(self, "_" + kind.replace(".", "_"), lambda event: None)(event)

    def _response(self, kind, event):
        if kind == "response.created":
            response = event["response"]
            assert response["id"] not in self.live.keys() | self.ended
            assert response["status"] == "in_progress"
            self.live[response["id"]] = Answer(response)
            assert len(self.main) <= 1, "two live responses in one conversation"
            return
        if kind == "response.done":
            self._done(event["response"])
            return
        assert event["response_id"] in self.live, f"{kind} of a dead response"
        answer = self.live[event["response_id"]]
        if kind == "response.output_item.added":
            assert event["output_index"] == len(answer.items)
            answer.items.append(event["item"]["id"])
            answer.open[event["output_index"]] = event["item"]["id"]
            if not answer.in_conversation:
                assert event["item"]["id"] not in self.ever
                self.ever.add(event["item"]["id"])
            return
        item_id = event.get("item_id") or event["item"]["id"]
        assert answer.open.get(event["output_index"]) == item_id, f"{kind} of an item that is not open"
        if kind == "response.output_item.done":
            del answer.open[event["output_index"]]
            assert item_id not in answer.parts
        if kind.startswith(OF_CONTENT):
            self._content(kind, event, answer)

    def _content(self, kind, event, answer):
        item_id = event["item_id"]
        if kind == "response.content_part.added":
            assert item_id not in answer.parts
            answer.parts.add(item_id)
            return
        assert item_id in answer.parts, f"{kind} before its part"
        if kind == "response.output_audio.delta" and item_id not in self.spoken:
            self.spoken.append(item_id)
        if kind == "response.content_part.done":
            answer.parts.remove(item_id)
            assert answer.texts_done == 1
        if kind in ("response.output_text.delta", "response.output_audio_transcript.delta"):
            answer.text += event["delta"]
        if kind in ("response.output_text.done", "response.output_audio_transcript.done"):
            answer.texts_done += 1
            said = event["text"] if "text" in event else event["transcript"]
            assert answer.text.startswith(said)

    def _done(self, response):
        answer = self.live.pop(response["id"])
        self.ended.add(response["id"])
        assert not answer.open, "an item was left open"
        assert not answer.parts
        assert [item["id"] for item in response["output"]] == answer.items
        assert response["status"] in ("completed", "cancelled", "incomplete", "failed")
        assert all(item["status"] != "in_progress" for item in response["output"])

    def _conversation_item_added(self, event):
        item, before = event["item"], event["previous_item_id"]
        assert item["id"] not in self.items  # a client may use an id of its own again once it is deleted
        self.ever.add(item["id"])
        if self.committed:
            assert (item["id"], before) == self.committed
            self.committed = None
        assert before is None or before in self.items
        self.items.insert(0 if before is None else self.items.index(before) + 1, item["id"])
        self.undone.add(item["id"])

    def _conversation_item_done(self, event):
        item_id, before = event["item"]["id"], event["previous_item_id"]
        assert item_id in self.undone
        self.undone.remove(item_id)
        assert self.items[self.items.index(item_id) - 1 :][:1] == [before] or (
            before is None and item_id == self.items[0]
        )

    def _conversation_item_deleted(self, event):
        self.items.remove(event["item_id"])

    def _conversation_item_retrieved(self, event):
        assert event["item"]["id"] in self.items

    def _input_audio_buffer_speech_started(self, event):
        assert self.turn is None
        self.turn = event["item_id"]

    def _input_audio_buffer_speech_stopped(self, event):
        assert self.turn == event["item_id"]
        self.turn = None

    def _input_audio_buffer_committed(self, event):
        assert self.turn is None
        self.committed = (event["item_id"], event["previous_item_id"])
