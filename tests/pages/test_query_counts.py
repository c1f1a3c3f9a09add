"""Lists ask the database as often for three rows as for one, at most fifteen times: first pages of every role, and the
lists that no other file here counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import NumberSeries
from meetings.services import declare_relative
from nominations.enums import NominationState as S
from nominations.enums import QuotaMode
from organizations.models import AwardRight, Signer
from tests.clerks import approved_lines, draft, number
from tests.factories import NOW, START, a_meeting, dossier, line, nomination_at, user
from workflows.engine import perform
from workflows.enums import Action
from workflows.models import SeparationRule
from workflows.services import meetings

MOST = 15
PEOPLE = {
    "secretary": lambda w: w.secretary, "appraiser": lambda w: w.appraiser, "member": lambda w: w.members[2], "chair": lambda w: w.chair,
    "clerk": lambda w: w.clerk, "inspector": lambda w: w.inspector, "administrator": lambda w: w.administrator,
}  # fmt: skip


def asked(client: Client, address: str) -> int:
    """Return how many questions a page asks the database."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def browser(w, name: str) -> Client:
    """Return a browser in which somebody of the table above has signed in."""
    client = Client()
    client.force_login(PEOPLE[name](w), backend="django.contrib.auth.backends.ModelBackend")
    return client


def lines_everywhere(w) -> None:
    """Add one line in each state in which it waits for somebody, the last ones on the agenda of a meeting that votes."""
    for state in (S.APPROVED, S.DRAFT, S.SUBMITTED, S.UNDER_APPRAISAL, S.RETURNED):
        nomination_at(w, state)
    nomination_at(w, S.FORWARDED, outside=True)
    for state in (S.NOT_RECOMMENDED, S.RECOMMENDED):
        nomination_at(w, state)
    a_meeting(w)


@pytest.mark.parametrize("name", PEOPLE)
def test_first_pages(w, name):
    client = browser(w, name)
    lines_everywhere(w)
    few = asked(client, reverse("workflows:home"))
    for _ in range(2):
        lines_everywhere(w)
    assert asked(client, reverse("workflows:home")) == few <= MOST


def numbered_again(w, i: int) -> None:
    """Number one more decision of three lines."""
    number(w, draft(w, nominations=approved_lines(w, collective=f"Chi bộ ấp {i}")))


def series_again(w, i: int) -> None:
    """Open one more series."""
    NumberSeries.objects.create(
        unit=w.cell, document_type="quyet_dinh", term=f"{2030 + i}", starts_on=START + timedelta(days=400 * i)
    )


def signer_again(w, i: int) -> None:
    """Add one more signer."""
    Signer.objects.create(unit=w.commune, full_name=f"Lý Văn {i}", position="Phó Bí thư", starts_on=START)


def relative_again(w, i: int) -> None:
    """Declare one more relative of a member."""
    declare_relative(user=w.members[2], full_name=f"Bùi Văn {i}", relation="anh", at=NOW)


def rule_again(w, i: int) -> None:
    """Add one more pair of acts that two people do, and one more right to give awards."""
    SeparationRule.objects.create(
        unit=w.commune, first_action="submit", second_action="issue", starts_on=START - timedelta(days=i)
    )
    right = AwardRight.objects.first()
    AwardRight.objects.create(
        kind=right.kind,
        form="bang_khen",
        recipient_kind="collective",
        clause=f"mục {i}",
        source="thử",
        starts_on=START - timedelta(days=900 * i),
        ends_on=START - timedelta(days=900 * i - 1),
    )


def meeting_again(w, i: int) -> None:
    """Hold one more meeting to its end."""
    nomination_at(w, S.REJECTED)


def rounds_again(w, i: int) -> None:
    """Add a line to a dossier of the round."""
    line(w, w.extra.setdefault("dossier", dossier(w)))


LISTS = [
    ("clerk", "workflows:decisions", numbered_again), ("clerk", "workflows:series", series_again),
    ("administrator", "workflows:series_admin", series_again), ("administrator", "permissions:signers", signer_again),
    ("member", "workflows:relatives", relative_again), ("administrator", "workflows:rules", rule_again),
    ("administrator", "permissions:award_rights", rule_again), ("clerk", "workflows:meetings", meeting_again),
    ("inspector", "workflows:nominations", rounds_again), ("secretary", "workflows:rounds", rounds_again),
]  # fmt: skip


@pytest.mark.parametrize(("name", "page", "again"), LISTS, ids=[page for _, page, _ in LISTS])
def test_lists(w, name, page, again):
    client = browser(w, name)
    again(w, 1)
    few = asked(client, reverse(page))
    again(w, 2)
    again(w, 3)
    assert asked(client, reverse(page)) == few <= MOST


def test_pages_of_a_record_with_one_and_with_three_rows(w):
    pages = {}
    for count in (1, 3):
        lines = (
            approved_lines(w, count, collective=f"Chi bộ ấp Đông {count}")
            if count > 1
            else [nomination_at(w, S.APPROVED)]
        )
        drafted = draft(w, nominations=lines)
        cell, clerk = browser(w, "secretary"), browser(w, "clerk")
        pages.setdefault("dossier", []).append(asked(cell, reverse("workflows:dossier", args=[lines[0].dossier_id])))
        pages.setdefault("draft", []).append(asked(clerk, reverse("workflows:decision", args=[drafted.pk])))
        pages.setdefault("number", []).append(asked(clerk, reverse("workflows:decision_number", args=[drafted.pk])))
        numbered = number(w, drafted)
        pages.setdefault("numbered", []).append(asked(clerk, reverse("workflows:decision", args=[numbered.pk])))
        pages.setdefault("confer", []).append(asked(clerk, reverse("workflows:confer", args=[numbered.pk])))
        pages.setdefault("station", []).append(asked(clerk, reverse("workflows:print_station", args=[numbered.pk])))
    assert {page: counts for page, counts in pages.items() if counts[0] != counts[1] or counts[1] > MOST} == {}


def test_check_page_of_a_cell(w):
    w.round.quotas.create(recipient_kind="individual", limit=5, mode=QuotaMode.WARN)
    client, bundle = browser(w, "secretary"), dossier(w)
    line(w, bundle)
    few = asked(client, reverse("workflows:dossier_check", args=[bundle.pk]))
    returned = line(w, bundle)
    perform(Action.SUBMIT, nomination=returned, actor=w.secretary, at=NOW)
    perform(Action.RECEIVE, nomination=returned, actor=w.appraiser, at=NOW)
    data = {"due_at": NOW + timedelta(days=900), "remarks": {"achievement": "Ghi rõ số hộ."}}
    perform(Action.SEND_BACK, nomination=returned, actor=w.appraiser, at=NOW, data=data)
    line(w, bundle, kind="collective")
    assert asked(client, reverse("workflows:dossier_check", args=[bundle.pk])) == few <= MOST


def test_attendance_of_a_small_and_a_large_committee(w):
    nomination_at(w, S.RECOMMENDED)
    meeting = meetings.prepare_meeting(unit=w.commune, title="Họp", starts_at=NOW, actor=w.clerk, at=NOW)
    client = browser(w, "clerk")
    few = asked(client, reverse("workflows:meeting_attendance", args=[meeting.pk]))
    for i in range(2):
        meeting.attendances.create(user=user(f"them{i}"), name=f"Lê Văn {i}", position="Ủy viên")
    assert asked(client, reverse("workflows:meeting_attendance", args=[meeting.pk])) == few
