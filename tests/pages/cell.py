"""What the tests of the cell's pages share."""

import re
import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from tests.factories import dossier, line, nomination_at

HOME = reverse("workflows:home")


def url(name, *args):
    """Return the address of a page of this room."""
    return reverse(f"workflows:{name}", args=args)


def page_text(response):
    """Return the words of a page, white space as single spaces."""
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    html = re.sub(r"</?(b|code|span|time)\b[^>]*>", "", html)  # inside a sentence
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def person(**typed):
    """Return what the form of an individual sends."""
    return {
        "kind": "individual", "form": "giay_khen", "full_name": "Lê Thị Bích Liên", "is_party_member": "yes", "birth_date": "1971",
        "position": "Phó Bí thư", "unit_text": "Chi bộ ấp Tân Bình 1", "achievement": "Giữ sổ quỹ.", "citation": "Đã có thành tích",
        "submission_key": str(uuid.uuid4()),
    } | typed  # fmt: skip


def collective(**typed):
    """Return what the form of a collective sends."""
    return {
        "kind": "collective", "form": "giay_khen", "full_name": "Hội Liên hiệp Phụ nữ xã", "is_party_organization": "no",
        "unit_text": "Xã Tân Mỹ", "achievement": "", "citation": "", "submission_key": str(uuid.uuid4()),
    } | typed  # fmt: skip


def meeting(bundle, votes=(), **typed):
    """Return what the form of the cell's meeting sends; `votes` are (line, in favor, against, invalid)."""
    data = {
        "version": bundle.version,
        "met_on": "28/4/2026",
        "chair_name": "Nguyễn Thị Hạnh",
        "clerk_name": "Lê Văn Tám",
        "members_total": "23",
        "members_present": "21",
        "ballot": "hands",
    } | typed
    for n, *counts in votes:
        data |= dict(zip((f"in_favor_{n.pk}", f"against_{n.pk}", f"invalid_{n.pk}"), map(str, counts), strict=True))
    return data


def read(bundle):
    """Return what the check page sends after somebody has read every line that is with the cell."""
    held = bundle.nominations.filter(state__in=[S.DRAFT, S.RETURNED])
    return {f"v-{n.pk}": n.version for n in held}


def due(days=7):
    """Return a due date as it is typed."""
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def of_each_state(w):
    """Return a line in every state that a line of this committee can be in."""
    states = [S.DRAFT, S.SUBMITTED, S.UNDER_APPRAISAL, S.RETURNED, S.NOT_RECOMMENDED, S.RECOMMENDED, S.WITHDRAWN]
    made = {
        S.ISSUED: nomination_at(w, S.ISSUED),
        S.REJECTED: nomination_at(w, S.REJECTED),
        S.APPROVED: nomination_at(w, S.APPROVED),
    }
    return made | {state: nomination_at(w, state) for state in states}


def draft(w, **nominee):
    """Return a complete line that the cell has not submitted."""
    return line(w, dossier(w), **nominee)
