"""Files of papers that no row names: a worker that was killed between the file and the row leaves one."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.storage import Storage

from ..models import CeremonyPaper

PATIENCE = timedelta(days=1)
"""A younger file may belong to a paper that is being written down just now."""


def remove_strays(*, at: datetime) -> int:
    """Delete the PDFs in the folder of ceremony papers that no row names and that are older than PATIENCE.

    Return how many. What is no PDF is left alone: it is not ours.
    """
    storage: Storage = CeremonyPaper._meta.get_field("file").storage
    try:
        lying = {f"{CeremonyPaper.FOLDER}/{name}" for name in storage.listdir(CeremonyPaper.FOLDER)[1]}
    except FileNotFoundError:
        return 0
    named = set(CeremonyPaper.objects.values_list("file", flat=True))
    return sum(_is_removed(storage, name, at) for name in sorted(lying - named) if name.endswith(".pdf"))


def _is_removed(storage: Storage, name: str, at: datetime) -> bool:
    with suppress(FileNotFoundError):  # another worker was quicker
        if at - storage.get_modified_time(name) > PATIENCE:
            storage.delete(name)
            return True
    return False
