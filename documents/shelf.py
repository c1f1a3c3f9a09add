"""Papers that are the same for every office, such as the letters of a face, made once on a machine and laid on a shelf.

A file is named by a hash over everything that decides about its bytes, versions of the engine and its libraries included:
it can be missing, never stale. It starts with a hash of itself, so a damaged one is made again. The folder may be
emptied at any time. Who finds what it needs on the shelf never loads the engine, which is half of a process's memory.
"""

import ctypes
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from django.conf import settings

LIBRARIES = {"pango": "libpango-1.0.so.0", "harfbuzz": "libharfbuzz.so.0"}
HASH_BYTES = 32
LEFT_BEHIND = timedelta(hours=1)
"""How old a half-written file is when nobody can be writing it any more."""


@cache
def engine_versions() -> dict[str, str]:
    """Return the versions of what decides how a paper looks: the engine, what cuts its fonts, what lays out its text."""
    found = {name: version(name) for name in ("weasyprint", "fonttools")}
    for name, file in LIBRARIES.items():
        with suppress(OSError):
            library = ctypes.CDLL(file)
            tell = library.pango_version_string if name == "pango" else library.hb_version_string
            tell.restype = ctypes.c_char_p
            found[name] = tell().decode("ascii")
    return found


def from_shelf(kind: str, decided_by: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
    """Return what `make` makes, from the shelf where it is there; `decided_by` is everything that it is made of."""
    path = _place(kind, decided_by)
    if (found := _whole(path)) is not None:
        return found
    content = make()
    with suppress(OSError):  # a full or read-only disk makes printing slower, it does not stop it
        _lay(path, sha256(content).digest() + content)
    return content


def is_on_shelf(kind: str, decided_by: Iterable[bytes]) -> bool:
    """Return whether from_shelf() of the same facts would find what it needs, without making it."""
    return _whole(_place(kind, decided_by)) is not None


def _place(kind: str, decided_by: Iterable[bytes]) -> Path:
    facts = [kind.encode(), repr(engine_versions()).encode(), *decided_by]
    name = sha256(b"".join(sha256(fact).digest() for fact in facts)).hexdigest()
    return Path(settings.SHELF_ROOT) / f"{kind}-{name}"


def _whole(path: Path) -> bytes | None:
    """Return what lies there; None when nothing does, or a damaged thing."""
    with suppress(OSError):
        found = path.read_bytes()
        if sha256(found[HASH_BYTES:]).digest() == found[:HASH_BYTES]:
            return found[HASH_BYTES:]
    return None


def sweep_shelf(at: datetime) -> int:
    """Remove what killed processes left half written more than LEFT_BEHIND before `at`; return how many files."""
    swept = 0
    for part in Path(settings.SHELF_ROOT).glob("*.part"):
        with suppress(OSError):  # somebody else sweeps too
            if part.stat().st_mtime < (at - LEFT_BEHIND).timestamp():
                part.unlink()
                swept += 1
    return swept


def _lay(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")  # machines that share the folder count processes alike
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
