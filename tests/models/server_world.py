"""A language server on this machine that says what a test tells it to: whole answers, halves, errors, silence."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENDLESS = object()  # goes on until the other side hangs up
SILENT = object()  # says nothing until the test ends
DIES = object()  # hangs up


def said(text="", reason=None, calls=None, **more):
    delta = {"content": text} | ({"tool_calls": calls} if calls else {})
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}


def call(index, name="", arguments="", number="x"):
    return {"index": index, "id": number, "type": "function", "function": {"name": name, "arguments": arguments}}


class Scripted(ThreadingHTTPServer):
    """Answers each request with the next of `answers`: a list of events, or a status and a body."""

    daemon_threads = False  # closing waits for them

    def __init__(self, *answers, models=("toy",)):
        super().__init__(("127.0.0.1", 0), OneRequest)
        self.answers, self.models, self.asked = [*answers], models, []
        self.left, self.over = threading.Event(), threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class OneRequest(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"

    def log_message(self, *_): ...

    def do_GET(self):
        self.whole(200, {"object": "list", "data": [{"id": name} for name in self.server.models]})

    def do_POST(self):
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        answer = self.server.answers.pop(0)
        if isinstance(answer, tuple):
            self.whole(*answer)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for event in answer:
                self.one(event)
        except OSError:
            self.server.left.set()
        self.close_connection = True

    def one(self, event):
        if event is ENDLESS:
            while not self.server.over.is_set():
                self.send(b"data: " + json.dumps(said("and on ")).encode() + b"\n\n")
        elif event is SILENT:
            while not self.server.over.wait(0.01):
                self.send(b": still here\n\n")
        elif event is DIES:
            raise OSError
        else:
            line = event if isinstance(event, bytes) else json.dumps(event).encode()
            self.send(b"data: " + line + b"\n\n")
            if event == b"[DONE]":
                self.wfile.write(b"0\r\n\r\n")

    def send(self, piece):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.flush()

    def whole(self, status, body):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(*answers, **how):
    server = Scripted(*answers, **how)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def whole(*texts, reason="stop", **usage):
    """The events of an answer."""
    told = [said(text) for text in texts]
    usage = {"usage": usage, "choices": []} if usage else None
    return [*told, said(reason=reason), *([usage] if usage else []), b"[DONE]"]
