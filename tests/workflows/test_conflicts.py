"""Nobody judges themselves, a declared relative, or, where the round says so, what they proposed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.enums import RecusalGround
from meetings.models import Recusal
from meetings.services import declare_relative, remove_relative
from nominations.enums import NominationState as S
from permissions.roles import Role
from permissions.substitutions import Loan, lend_role
from tests.factories import NOW, a_meeting, line, nomination_at, role, user
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed
from workflows.services import appraisal, lines, meetings

IN_A_WEEK = {"due_at": NOW + timedelta(days=7)}
JUDGEMENTS = [
    (Action.RECOMMEND, {}),
    (Action.DECLINE, {"note": "Chưa rõ."}),
    (Action.SEND_BACK, {"note": "Thiếu.", "data": IN_A_WEEK}),
]


def declare(who, name, **facts):
    return declare_relative(user=who, full_name=name, relation="em ruột", at=NOW, **facts)


@pytest.mark.parametrize(("action", "given"), JUDGEMENTS, ids=lambda value: str(value)[:12])
def test_nobody_appraises_a_declared_relative(w, action, given):
    made = nomination_at(w, S.UNDER_APPRAISAL, full_name="Trần Thị Em")
    declare(w.appraiser, "trần thị em")
    with pytest.raises(GuardFailed, match=r"Đồng chí đã khai .* là người thân"):
        perform(action, nomination=made, actor=w.appraiser, at=NOW, **given)
    made.refresh_from_db()
    assert made.state == S.UNDER_APPRAISAL
    opinions = appraisal.opinions_on(made, w.appraiser, at=NOW)
    assert "là người thân (em ruột)" in opinions.refusal
    assert not any(o.is_possible for o in offers(made, w.appraiser, at=NOW))


def test_receiving_is_not_judging_and_another_birth_year_is_another_person(w):
    made = nomination_at(w, S.SUBMITTED, full_name="Trần Thị Em", birth_year=1980)
    relative = declare(w.appraiser, "Trần Thị Em")
    perform(Action.RECEIVE, nomination=made, actor=w.appraiser, at=NOW)
    with pytest.raises(GuardFailed):
        perform(Action.RECOMMEND, nomination=made, actor=w.appraiser, at=NOW)
    remove_relative(relative, at=NOW)
    declare(w.appraiser, "Trần Thị Em", birth_year=1991)
    assert perform(Action.RECOMMEND, nomination=made, actor=w.appraiser, at=NOW).target == S.RECOMMENDED


def test_a_declared_relative_is_not_put_to_the_vote_by_the_member_nor_reopened(w):
    approved = nomination_at(w, S.APPROVED, full_name="Đỗ Thị Em")
    declined = nomination_at(w, S.NOT_RECOMMENDED, full_name="Ngô Thị Em")
    declare(w.members[2], "Ngô Thị Em")
    with pytest.raises(GuardFailed, match="là người thân"):
        perform(Action.RECOMMEND, nomination=declined, actor=w.members[2], at=NOW)
    assert perform(Action.RECOMMEND, nomination=declined, actor=w.members[3], at=NOW).target == S.RECOMMENDED
    declare(w.clerk, "Đỗ Thị Em")
    with pytest.raises(GuardFailed, match="là người thân"):
        perform(Action.REOPEN, nomination=approved, actor=w.clerk, at=NOW, note="Xét lại")


def test_a_collective_has_no_relatives(w):
    made = nomination_at(w, S.UNDER_APPRAISAL, kind="collective", full_name="Tổ An Bình")
    declare(w.appraiser, "Tổ An Bình")
    assert perform(Action.RECOMMEND, nomination=made, actor=w.appraiser, at=NOW).target == S.RECOMMENDED


def bar(w):
    w.round.bars_own_proposals = True
    w.round.save()


def test_whoever_works_for_the_proposing_unit_appraises_only_where_the_round_allows_it(w):
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    first, second = nomination_at(w, S.UNDER_APPRAISAL), nomination_at(w, S.UNDER_APPRAISAL)
    assert perform(Action.RECOMMEND, nomination=first, actor=w.appraiser, at=NOW).target == S.RECOMMENDED
    bar(w)
    with pytest.raises(GuardFailed, match="Đồng chí đang làm việc ở Chi bộ ấp Tân Bình 1"):
        perform(Action.RECOMMEND, nomination=second, actor=w.appraiser, at=NOW)
    assert "không tự xét dòng do mình đề nghị" in appraisal.opinions_on(second, w.appraiser, at=NOW).refusal


def test_whoever_submitted_stays_barred_after_leaving_the_cell(w):
    bar(w)
    officer = role(w.appraiser, Role.CELL_OFFICER, w.cell)
    draft = line(w)
    lines.submit_dossier(draft.dossier, actor=w.appraiser, at=NOW)
    officer.ends_on = NOW.date()
    officer.save()
    later = NOW + timedelta(days=1)
    alone = "Văn phòng chỉ có một cán bộ."
    perform(Action.RECEIVE, nomination=draft, actor=w.appraiser, at=later, separation_reason=alone)
    with pytest.raises(GuardFailed, match="Đồng chí đã trình dòng này"):
        perform(Action.RECOMMEND, nomination=draft, actor=w.appraiser, at=later, separation_reason=alone)
    other = role(user("td2"), Role.APPRAISER, w.commune).user
    assert perform(Action.RECOMMEND, nomination=draft, actor=other, at=later).target == S.RECOMMENDED


def test_a_substitute_of_the_proposing_unit_is_barred_too(w):
    bar(w)
    made = nomination_at(w, S.UNDER_APPRAISAL)
    days = (NOW.date(), NOW.date() + timedelta(days=3))
    lend_role(Loan(w.secretary.assignments.get(), w.appraiser, *days, "Đi vắng"), actor=w.secretary, at=NOW)
    with pytest.raises(GuardFailed, match="đang làm việc ở"):
        perform(Action.RECOMMEND, nomination=made, actor=w.appraiser, at=NOW)


def test_members_of_the_proposing_unit_and_its_submitter_do_not_vote_where_the_round_says_so(w):
    officer, submitter, lent = w.members[1:4]
    role(officer, Role.CELL_OFFICER, w.cell)
    role(submitter, Role.CELL_OFFICER, w.cell, ends_on=NOW.date())
    free = nomination_at(w, S.RECOMMENDED)
    bar(w)
    made = line(w)
    lines.submit_dossier(made.dossier, actor=submitter, at=NOW)
    for action in (Action.RECEIVE, Action.RECOMMEND):
        perform(action, nomination=made, actor=w.appraiser, at=NOW)
    elsewhere = w.round.pk
    free.round.bars_own_proposals = False
    days = (NOW.date(), NOW.date() + timedelta(days=3))
    lend_role(Loan(w.secretary.assignments.get(), lent, *days, "Đi vắng"), actor=w.secretary, at=NOW)
    meeting = a_meeting(w)
    agenda_line = meeting.lines.get(nomination=made)
    assert set(agenda_line.recusals.values_list("user", "ground")) == {
        (person.pk, RecusalGround.PROPOSER) for person in (officer, submitter, lent)
    }
    assert agenda_line.nomination.round_id == elsewhere
    with pytest.raises(GuardFailed, match="vì có liên quan"):
        meetings.cast_ballots(meeting, choices={agenda_line.pk: "in_favor"}, actor=officer, at=NOW)


def test_without_the_setting_members_of_the_proposing_unit_vote(w):
    role(w.members[1], Role.CELL_OFFICER, w.cell)
    nomination_at(w, S.RECOMMENDED)
    assert not Recusal.objects.filter(line__meeting=a_meeting(w)).exists()


def test_relatives_are_asked_once_for_many_lines(w):
    found = [nomination_at(w, S.UNDER_APPRAISAL) for _ in range(3)]
    declare(w.appraiser, "Không Ai Cả")
    w.appraiser.__dict__.pop("_relatives", None)
    with CaptureQueriesContext(connection) as asked:
        for made in found:
            perform(Action.RECOMMEND, nomination=made, actor=w.appraiser, at=NOW)
    assert sum("meetings_declaredrelative" in query["sql"] for query in asked) == 1
