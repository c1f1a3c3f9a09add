"""How the commands speak to the person at the terminal: in Vietnamese, at once, and with what to do next."""

import sys


class Refusal(Exception):
    """The command cannot go on; the message is a Vietnamese sentence that says what happened and what to do."""


def say(text: str = "") -> None:
    """Print `text` at once, also into a pipe, whatever encoding the terminal claims to have."""
    sys.stdout.buffer.write((text + "\n").encode())
    sys.stdout.buffer.flush()


def complain(text: str) -> None:
    """Print `text` as an error."""
    sys.stderr.buffer.write((text + "\n").encode())
    sys.stderr.buffer.flush()
