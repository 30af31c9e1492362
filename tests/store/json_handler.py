"""What the servers of the tests share: they answer in JSON, and quietly."""

import json
from http.server import BaseHTTPRequestHandler


class JsonHandler(BaseHTTPRequestHandler):
    """Reads JSON that was posted, and answers in JSON."""

    def posted(self):
        """What was sent along."""
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def say(self, status, content):
        """Answers."""
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words):
        """Keeps quiet."""
