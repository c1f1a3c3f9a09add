"""Every address is in the table, answers everybody as the table says, and changes nothing for those who may not act."""

import logging
from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from django.test.utils import override_settings
from django.urls import get_resolver, reverse

from documents.models import Decision, DecisionLine, NumberSeries
from history.models import Entry
from meetings.models import AgendaLine, Ballot, DeclaredRelative, Meeting, Recusal
from nominations.models import Dossier, Evidence, Nomination, Quota
from organizations.models import Signer, Unit
from permissions.models import RoleAssignment
from runs.models import Run
from tests.clerks import kept_for_module
from tests.factories import NOW, dossier, line, nomination_at, world
from workflows.models import Comment, Remark, TransitionRecord
from workflows.services import files

from .scene import PEOPLE, Scene, build, picture
from .table import TABLE, Row

pytestmark = pytest.mark.django_db
OUTSIDERS = (
    "anonymous",
    "inactive",
    "other_secretary",
    "other_appraiser",
    "other_clerk",
    "other_administrator",
    "inspector",
    "superuser",
)
"""Foreign units, and those who may never change anything."""
REFUSALS = {403, 404, 405}
BY_LINK = "workflows:opinion_link"
"""Whoever holds the secret may answer; its own tests try wrong ones."""
OWN_ACCOUNT = {
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:signed_out",
    "accounts:password_change",
    "notices:read_all",
    "accounts:options",
    "workflows:queue_keep",
    "workflows:queue_drop",
}
OWN_LAST_ACT = {"workflows:queue_take_back_many"}
"""Takes back what the same session did last: who has done nothing is led back to their own list."""
READING = {"workflows:home", "workflows:nominations", "workflows:dossiers", "workflows:rounds"}


def names(patterns, namespace: str = "") -> Iterator[str]:
    """Yield the names of all addresses below `patterns`; one without a name stands for itself."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield namespace + (pattern.name or str(pattern.pattern))


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    """One committee for all tests here, on the day of the factories. Each test takes back what it did."""
    folder = tmp_path_factory.mktemp("var")
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "files"),
        kept_for_module(django_db_blocker),
        time_machine.travel(NOW, tick=False),
    ):
        patch.setattr(logging.getLogger("django.request"), "disabled", True)  # two thousand expected refusals
        yield build(world())


def address(row: Row, scene: Scene) -> str:
    """Return the address of a row."""
    return reverse(row.name, args=[scene.at.get(word, word) for word in row.about])


def changes() -> tuple[int, ...]:
    """Return how much has been written down so far."""
    said = Comment.objects.count() + Remark.objects.exclude(answer="").count()
    return TransitionRecord.objects.count(), Entry.objects.count(), said


def test_every_address_has_a_row_and_every_row_an_address():
    rows, addresses = {row.name for row in TABLE}, set(names(get_resolver().url_patterns))
    assert addresses - rows == set(), "addresses without a row in the table"
    assert rows - addresses == set(), "rows without an address"
    assert len({str(row) for row in TABLE}) == len(TABLE)


def test_every_name_in_the_table_is_somebody():
    named = {
        person
        for row in TABLE
        for people in (row.ok, row.refused, row.hidden, row.led, row.early, row.button)
        for person in people.split()
    }
    assert named <= set(PEOPLE)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_answered_as_the_table_says(scene, person):
    client, before = scene.client(person), changes()
    answers = {}
    for row in TABLE:
        response = client.get(address(row, scene))
        response.close()
        if response.status_code != row.expected(person):
            answers[str(row)] = f"{response.status_code}, expected {row.expected(person)}"
        if response.status_code == 302 and person in ("anonymous", "inactive"):
            assert response.url.startswith("/tai-khoan/dang-nhap/"), row
    assert answers == {}
    assert changes() == before, "reading has changed something"


@pytest.mark.parametrize("person", OUTSIDERS)
def test_nobody_changes_what_is_not_theirs(scene, person):
    client, before = scene.client(person), changes()
    wrong = {}
    for row in TABLE:
        if row.name in OWN_ACCOUNT or row.name == BY_LINK:
            continue
        response = client.post(address(row, scene), body(row, scene))
        response.close()
        may_open = row.expected(person) in (200, 302) and person not in ("anonymous", "inactive")
        if row.for_everybody:
            is_refused = response.status_code == 405
        elif person in ("anonymous", "inactive"):
            # the sign-in page itself carries what was typed (403), or the way to it
            is_refused = response.status_code == 403 or response.url.startswith("/tai-khoan/dang-nhap/")
        elif row.name in READING:
            is_refused = response.status_code in (200, 405)
        elif row.name in OWN_LAST_ACT:
            is_refused = response.status_code in REFUSALS | {302}
        else:
            allowed = {200, 302, 409, 422} if may_open else {row.expected(person)} - {200, 302}
            is_refused = response.status_code in REFUSALS | allowed
        if not is_refused:
            wrong[str(row)] = response.status_code
        assert changes() == before, f"{person} has changed something at {row}"
    assert wrong == {}


def body(row: Row, scene: Scene) -> dict:
    """Return a form that only the missing right keeps from being taken, with ids of the commune's own records."""
    typed = {
        "note": "Lý do.", "reason": "Lý do.", "due_on": "10/5/2026", "due_time": "17:00", "unit": scene.at["unit"], "version": 1,
        "line": scene.at["submitted"], "chon": scene.at["submitted"], "lines": scene.at["approved"], "opinion": "recommend",
        "text": "Ý kiến.", "audience": "everyone", "answer": "Đã sửa.", "submission_key": "6f1f5a0e-9f86-4c3e-8a4e-0b6f1d6f3c11",
        "xac-nhan": "1", f"line-{scene.at['voting_line']}": "in_favor", "full_name": "Nguyễn Văn Mới", "ends_on": "10/5/2026",
    }  # fmt: skip
    if row.name in ("workflows:act", "workflows:edit_line"):
        typed["version"] = Nomination.objects.values_list("version", flat=True).get(pk=scene.at[row.about[0]])
    return typed


# Ids of other records in an address or a form: answered as unknown, and nothing changes.


def mixed(scene: Scene) -> dict[str, tuple[str, str, tuple, dict]]:
    """Return case -> person, name of the address, its arguments, form; each argument alone is somebody's real record."""
    at, w = scene.at, scene.world
    theirs = line(w, dossier(w, unit=w.sibling, by=w.sibling_secretary), by=w.sibling_secretary)
    own = nomination_at(w, "returned")
    their_file = files.attach(
        theirs.dossier,
        nomination=None,
        name="anh.png",
        content=picture(),
        caption="",
        actor=w.sibling_secretary,
        at=NOW,
    )
    quota = set_quota(w.upper_round, unit=w.cell)
    their_role = RoleAssignment.objects.get(user=w.other_secretary)
    signer = Signer.objects.create(
        unit=w.other_commune, full_name="Lý Văn Khác", position="Bí thư", starts_on=NOW.date()
    )
    series = NumberSeries.objects.create(
        unit=w.other_commune, document_type="quyet_dinh", term="2025-2030", starts_on=NOW.date()
    )
    votes = {f"in_favor_{theirs.pk}": 1, "members_present": 21, "members_total": 23, "version": own.dossier.version}
    return {
        "a file of another dossier": ("secretary", "remove_evidence", (own.dossier_id, their_file.pk), {}),
        "a file about another dossier's line": ("secretary", "dossier_evidence", (own.dossier_id,), {"about": theirs.pk, "files": upload()}),
        "votes on another dossier's line": ("secretary", "dossier_meeting", (own.dossier_id,), votes),
        "another dossier's line on the check page": ("secretary", "dossier_check", (own.dossier_id,), {f"v-{theirs.pk}": theirs.version}),
        "a dossier for another unit": ("secretary", "start_dossier", (at["round"],), {"unit": w.sibling.pk}),
        "a copy into another unit's dossier": ("secretary", "copy_line", (at["rejected"],), {"target": theirs.dossier_id}),
        "an opinion on a foreign line": ("other_appraiser", "queue", (), {"line": at["submitted"], "version": 1, "opinion": "decline", "note": "x"}),
        "opinions on foreign lines": ("other_appraiser", "queue_review", (), {"chon": [at["submitted"]], "dong": [at["submitted"]], "opinion": "recommend"}),
        "an opinion on a line that has left": ("appraiser", "queue", (), {"line": at["approved"], "version": 1, "opinion": "decline", "note": "x"}),
        "a quota of another round": ("clerk", "round_quotas", (at["round"],), {"bo": quota.pk}),
        "a line of another agenda to take off": ("clerk", "meeting_line_remove", (at["preparing"], at["voting_line"]), {}),
        "a line of another agenda to postpone": ("clerk", "meeting_line_postpone", (at["voting"], at["agenda_line"]), {}),
        "a line of another agenda to show hands on": ("clerk", "meeting_hands", (at["voting"],), {f"in_favor-{at['agenda_line']}": 5}),
        "a line of another agenda to be recused from": ("member", "ballot_recuse", (at["voting"], at["agenda_line"]), {}),
        "a line of another agenda to put to the vote": ("member", "line_put_on", (at["preparing"], at["declined_line"]), {}),
        "a vote on a line of another agenda": ("member", "ballot_review", (at["voting"],), {f"line-{at['agenda_line']}": "in_favor", "xac-nhan": "1"}),
        "the relative of another member": ("chair", "relative_remove", (at["relative"],), {}),
        "a meeting of another unit": ("other_clerk", "meeting_new", (), {"unit": at["unit"], "title": "Họp", "day": "4/5/2026", "hour": "14:00", "mode": "room", "secrecy": "open"}),
        "a decision of another unit": ("other_clerk", "decisions", (), {"unit": at["unit"], "lines": [at["approved"]]}),
        "a decision on lines that are not approved": ("clerk", "decisions", (), {"unit": at["unit"], "lines": [at["submitted"], at["recommended"]]}),
        "a recipient of another decision": ("clerk", "decision_line", (at["draft_decision"], at["numbered_line"]), {"name": "Khác", "version": 1}),
        "a recipient of another decision to drop": ("clerk", "decision_drop", (at["draft_decision"], at["numbered_line"]), {}),
        "a recipient of another decision to move": ("clerk", "decision_move", (at["draft_decision"], at["numbered_line"]), {"huong": "len"}),
        "a run of another decision": ("clerk", "print_run_cancel", (another_numbered(w), at["run"]), {}),
        "an answer for another unit": ("clerk", "answer_new", (w.province.pk, at["outside_round"]), {}),
        "a role of another commune": ("administrator", "permissions:role_end", (their_role.pk,), {"ends_on": "4/5/2026", "decided_by": "x"}),
        "a role at another commune": ("administrator", "permissions:role_give", (at["person"],), {"role": "chair", "unit": w.other_commune.pk, "starts_on": "4/5/2026"}),
        "a signer of another commune": ("administrator", "permissions:signer_end", (signer.pk,), {"ends_on": "4/5/2026"}),
        "a series of another commune": ("administrator", "series_next", (series.pk,), {"next_number": 99, "reason": "x"}),
        "a unit under another commune": ("administrator", "permissions:unit_new", (), {"name": "Chi bộ Lạ", "parent": w.other_commune.pk, "kind": w.cell.kind_id, "starts_on": "4/5/2026"}),
    }  # fmt: skip


def upload():
    """Return a photo as a browser sends it."""
    file = BytesIO(picture())
    file.name = "anh.png"
    return file


def set_quota(round_, unit):
    """Give a unit a quota of its own in a round."""
    return round_.quotas.create(unit=unit, recipient_kind="collective", limit=1)


def another_numbered(w) -> int:
    """Return a second numbered decision."""
    return nomination_at(w, "issued").award.decision_line.decision_id


def everything() -> dict[str, list]:
    """Return all that a wrong id could change."""
    return {
        "moves": list(TransitionRecord.objects.values_list("pk", flat=True)), "entries": Entry.objects.count(),
        "files": list(Evidence.objects.order_by("pk").values_list("pk", "removed_at")), "dossiers": Dossier.objects.count(),
        "lines": list(Nomination.objects.order_by("pk").values_list("pk", "state", "dossier", "votes_in_favor")),
        "agenda": list(AgendaLine.objects.order_by("pk").values_list("pk", "position", "section", "is_postponed", "hands_in_favor")),
        "ballots": Ballot.objects.count(), "recusals": Recusal.objects.count(), "relatives": DeclaredRelative.objects.count(),
        "meetings": Meeting.objects.count(), "decisions": list(Decision.objects.order_by("pk").values_list("pk", "state", "number")),
        "recipients": list(DecisionLine.objects.order_by("pk").values_list("pk", "position", "name")),
        "quotas": Quota.objects.count(), "runs": list(Run.objects.order_by("pk").values_list("pk", "state")),
        "roles": list(RoleAssignment.objects.order_by("pk").values_list("pk", "ends_on")), "units": Unit.objects.count(),
        "series": list(NumberSeries.objects.order_by("pk").values_list("pk", "next_number")),
        "signers": list(Signer.objects.order_by("pk").values_list("pk", "ends_on")),
    }  # fmt: skip


def test_ids_of_other_records_change_nothing(scene):
    cases, wrong = mixed(scene), {}
    before = everything()
    for case, (person, name, args, form) in cases.items():
        address = reverse(name if ":" in name else f"workflows:{name}", args=args)
        response = scene.client(person).post(address, form)
        if response.status_code not in (404, 409, 422) and case not in PASSED_OVER:
            wrong[case] = response.status_code
        after = everything()
        changed = [part for part in before if after[part] != before[part]]
        if changed:
            wrong[case] = f"changed {changed}"
            before = after
    assert wrong == {}
    assert len(cases) == 30


PASSED_OVER = {"opinions on foreign lines"}
"""Forms in which an unknown id is left out and the person is led back, as if it had not been ticked."""
