"""OpenAI's realtime protocols as pure state machines: events and time in, events out, no I/O."""
