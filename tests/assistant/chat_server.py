"""A server that speaks OpenAI's protocol on localhost and says what it was told to, streamed or whole."""

import json
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

_IDS = count()


def text(words: str) -> dict[str, Any]:
    """A reply in words."""
    return {"content": words}


def tool(name: str, arguments: Any, id_: str = "") -> dict[str, Any]:
    """A tool call; arguments that are text are sent as they are, so that they can be malformed."""
    id_ = id_ or f"call-{next(_IDS)}"
    raw = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"tool_calls": [{"index": 0, "id": id_, "type": "function", "function": {"name": name, "arguments": raw}}]}


class ChatServer(ThreadingHTTPServer):
    """Answers each request with the next line of its script.

    A line is a message (`text`, `tool`), a number (an HTTP status), `("sleep", seconds)`, or bytes sent as they are.
    """

    daemon_threads = True

    def __init__(self, script: Sequence[Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.asked: list[dict[str, Any]] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChatServer

    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        line = self.server.script.pop(0) if self.server.script else text("Done.")
        if isinstance(line, tuple):
            time.sleep(line[1])
            line = text("Too late.")
        try:
            self._answer(line, asked)
        except (BrokenPipeError, ConnectionResetError):  # nobody waits any more
            self.close_connection = True

    def _answer(self, line: Any, asked: dict[str, Any]) -> None:
        if isinstance(line, int):
            self._send(line, "application/json", json.dumps({"error": {"message": "no", "type": "server"}}).encode())
        elif isinstance(line, bytes):
            self._send(200, "application/json", line)
        elif asked.get("stream"):
            self._send(200, "text/event-stream", b"".join(_events(line)))
        else:
            reason = "tool_calls" if "tool_calls" in line else "stop"
            choice = {"index": 0, "finish_reason": reason, "message": {"role": "assistant", "content": None, **line}}
            self._send(200, "application/json", json.dumps(_frame(choices=[choice], usage=_USAGE)).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


_USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


def _frame(**more: Any) -> dict[str, Any]:
    return {"id": "chat-1", "object": "chat.completion", "created": 1, "model": "scripted", **more}


def _events(line: dict[str, Any]) -> list[bytes]:
    def event(delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return b"data: " + json.dumps(_frame(choices=[choice])).encode() + b"\n\n"

    words = line.get("content") or ""
    pieces = [words[i : i + 12] for i in range(0, len(words), 12)]
    made = [event({"role": "assistant", "content": ""}), *(event({"content": piece}) for piece in pieces)]
    if "tool_calls" in line:
        made.append(event({"tool_calls": line["tool_calls"]}))
    made.append(event({}, "tool_calls" if "tool_calls" in line else "stop"))
    made.append(b"data: " + json.dumps(_frame(choices=[], usage=_USAGE)).encode() + b"\n\n")
    return [*made, b"data: [DONE]\n\n"]
