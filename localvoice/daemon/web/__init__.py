"""The way in for programs that speak OpenAI's protocols: websockets and plain requests, on a port of this machine."""
