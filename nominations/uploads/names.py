"""Names of files as people gave them, made safe to show."""

from pathlib import PurePath

from vietnamese.text import one_line

LONGEST_NAME = 150
ALIASES = {"jpg": ("jpeg", "jpe")}
"""Other endings of the same type."""


def clean_name(name: str) -> str:
    """Return a file name that is safe to show: one line, NFC, no folders, at most 150 characters."""
    plain = one_line(PurePath(name.replace("\\", "/")).name)
    plain = "".join(c for c in plain if c.isprintable() and c not in '<>:"|?*') or "tep"
    stem, dot, ending = plain.rpartition(".")
    return (
        plain
        if len(plain) <= LONGEST_NAME
        else f"{(stem or plain)[: LONGEST_NAME - 6]}{dot}{ending[:5] if dot else ''}"
    )


def with_ending(name: str, ending: str) -> str:
    """Return the name with the ending of what the file really is."""
    if name.lower().endswith(tuple(f".{one}" for one in (ending, *ALIASES.get(ending, ())))):
        return name
    return f"{PurePath(name).stem}.{ending}"
