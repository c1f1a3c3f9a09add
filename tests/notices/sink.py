"""A mail server for tests that keeps what it is given, and refuses what it is told to."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self


class Sink(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine. `rcpt`, `data` and `auth` are its answers; `after_data` is called before the last."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[EmailMessage] = []
        self.rcpt = {}
        self.data = "250 OK"
        self.greeting = "220 sink"
        self.after_data = lambda: None
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        """Return where it listens."""
        return self.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class Talk(socketserver.StreamRequestHandler):
    """One conversation, as RFC 5321 has it."""

    def handle(self) -> None:
        """Answer until the other side says goodbye or is gone."""
        self.say(self.server.greeting)
        try:
            while line := self.rfile.readline():
                if not self.answer(line.decode("ascii").strip()):
                    return
        except ConnectionError:  # a sender that was killed
            return

    def say(self, words: str) -> None:
        """Send one line."""
        self.wfile.write(words.encode() + b"\r\n")

    def answer(self, line: str) -> bool:
        """Answer one command; return whether the conversation goes on."""
        verb = line[:4].upper()
        if verb == "QUIT":
            self.say("221 bye")
            return False
        if verb == "RCPT":
            address = line.partition("<")[2].rstrip(">")
            self.say(self.server.rcpt.get(address, "250 OK"))
        elif verb == "DATA":
            self.take()
        else:
            self.say("250 sink")
        return True

    def take(self) -> None:
        """Take the text of a letter and keep it, unless the server refuses it."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if not line:
            return
        if self.server.data.startswith("2"):
            self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.server.after_data()
        self.say(self.server.data)
