"""OpenAI's Live protocol, for models that hear and speak at once: events and one clock in, events out, no I/O."""
