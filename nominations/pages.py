"""Pictures of the pages of a PDF, drawn when somebody looks and kept for a month.

They lie under MEDIA_ROOT/pages by the hash of the file, can be thrown away at any time, and are served by a view only.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from .models import Evidence
from .uploads import MOST_PAGES_SHOWN, page_picture
from .uploads.children import Unreadable, ask

KEPT_FOR = timedelta(days=30)


def shown_pages(evidence: Evidence) -> int:
    """Return how many pages can be looked at; counts them first for files of before. 0 for what has no pages."""
    if evidence.mime != "application/pdf":
        return 0
    if evidence.page_count is None:
        try:
            with evidence.file.open("rb") as file:
                evidence.page_count = min(ask("pdf", file.read())[0]["pages"], 9999)
        except (Unreadable, FileNotFoundError):
            return 0
        evidence.save(update_fields=["page_count"])
    return min(evidence.page_count, MOST_PAGES_SHOWN)


def page_file(evidence: Evidence, number: int) -> Path | None:
    """Return the JPEG of a page counted from 1, or None where there is no such page or it cannot be drawn."""
    if not 1 <= number <= shown_pages(evidence):
        return None
    path = _folder() / evidence.sha256[:2] / evidence.sha256 / f"{number}.jpg"
    if not path.exists():
        try:
            with evidence.file.open("rb") as file:
                drawn = page_picture(file.read(), number)
        except (Unreadable, FileNotFoundError):
            return None
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as half:
            half.write(drawn)
        os.replace(half.name, path)  # two people who look at once never meet half a page
    return path


def sweep(*, at: datetime) -> None:
    """Throw away pages that were drawn over a month ago."""
    for path in _folder().glob("*/*/*"):
        if path.stat().st_mtime < (at - KEPT_FOR).timestamp():
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "pages"
