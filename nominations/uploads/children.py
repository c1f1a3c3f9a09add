"""Asking the reader, which runs in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20
"""Seconds on the wall; the reader's own limit counts its work only."""
AT_ONCE = BoundedSemaphore(2)
"""So that many files at once make people wait, not the machine fall over."""


class Unreadable(Exception):
    """The reader could not answer; `why` is locked, broken, pixels, empty, page, pages or heavy."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def ask(question: str, content: bytes, *more: int) -> tuple[dict, list[bytes]]:
    """Return what the reader says of a file, and the bytes that it made. Raises Unreadable."""
    command = [sys.executable, "-m", "nominations.uploads.reader", question, *map(str, more)]
    with AT_ONCE:
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, cwd=ROOT, check=False)
        except subprocess.TimeoutExpired:
            raise Unreadable("heavy") from None
    if done.returncode:
        raise Unreadable("heavy")
    line, _, rest = done.stdout.partition(b"\n")
    said = json.loads(line)
    if "refused" in said:
        raise Unreadable(said["refused"])
    parts = []
    for length in said.pop("lengths"):
        parts.append(rest[:length])
        rest = rest[length:]
    return said, parts
