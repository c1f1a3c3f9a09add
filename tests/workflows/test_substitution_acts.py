"""What is done under a substitution: recorded for whom, chosen where two roles fit, and never in the nominee's name."""

from datetime import timedelta

import pytest

from accounts.services import change_own_password
from history.models import Entry
from meetings.services import declare_relative
from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from permissions.substitutions import Loan, end_substitution, lend_role
from tests.factories import NOW, a_meeting, finish_meeting, line, nomination_at, role, user, vote_all
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed
from workflows.models import TransitionRecord
from workflows.services import decisions, lines, meetings

DAYS = (NOW.date(), NOW.date() + timedelta(days=6))


def lend(person, substitute, which=None):
    held = person.assignments.get(role=which) if which else person.assignments.get()
    return lend_role(Loan(held, substitute, *DAYS, "Đi công tác"), actor=person, at=NOW)


@pytest.fixture
def deputy(w):
    return user("pho", "Lê Thị Thay", birth_year=1980)


def test_a_substitute_submits_and_appraises_and_the_record_says_for_whom(w, deputy):
    lend(w.secretary, deputy)
    draft = line(w)
    lines.submit_dossier(draft.dossier, actor=deputy, at=NOW)
    lend(w.appraiser, deputy)
    alone = "Văn phòng chỉ có một cán bộ."
    perform(Action.RECEIVE, nomination=draft, actor=deputy, at=NOW, separation_reason=alone)
    perform(Action.RECOMMEND, nomination=draft, actor=deputy, at=NOW, note="Rõ.", separation_reason=alone)
    steps = TransitionRecord.objects.filter(nomination=draft, actor=deputy).order_by("sequence")
    assert [(r.action, r.on_behalf_of, r.role, r.unit_name) for r in steps] == [
        ("submit", "Nguyễn Thị Hạnh", Role.CELL_OFFICER, "Chi bộ ấp Tân Bình 1"),
        ("receive", "Trần Văn Đức", Role.APPRAISER, "Đảng bộ xã Tân Mỹ"),
        ("recommend", "Trần Văn Đức", Role.APPRAISER, "Đảng bộ xã Tân Mỹ"),
    ]
    assert steps[0].position_title == "Bí thư"
    assert steps[0].done_by == "Lê Thị Thay, theo ủy quyền của đồng chí Nguyễn Thị Hạnh"
    assert TransitionRecord.objects.filter(nomination=draft, actor=w.secretary).last().done_by == "Nguyễn Thị Hạnh"


def test_nothing_is_done_a_moment_after_the_loan_was_ended(w, deputy):
    made = lend(w.appraiser, deputy)
    waiting = nomination_at(w, S.SUBMITTED)
    perform(Action.RECEIVE, nomination=waiting, actor=deputy, at=NOW)
    end_substitution(made, actor=w.appraiser, at=NOW)
    with pytest.raises(NotPermitted):
        perform(Action.RECOMMEND, nomination=waiting, actor=deputy, at=NOW)


def test_the_own_role_is_used_unless_the_other_is_chosen(w):
    colleague = user("td2", "Lý Thị Hai")
    own = role(colleague, Role.APPRAISER, w.commune)
    lent = lend(w.appraiser, colleague).assignment
    first, second = nomination_at(w, S.SUBMITTED), nomination_at(w, S.SUBMITTED)
    (offer,) = (o for o in offers(first, colleague, at=NOW) if o.transition.action == Action.RECEIVE)
    assert [(h.pk, h.on_behalf_of) for h in offer.holdings] == [(own.pk, ""), (lent.pk, "Trần Văn Đức")]
    assert perform(Action.RECEIVE, nomination=first, actor=colleague, at=NOW).on_behalf_of == ""
    chosen = perform(Action.RECEIVE, nomination=second, actor=colleague, at=NOW, acting_as=lent.pk)
    assert chosen.on_behalf_of == "Trần Văn Đức"


def test_nobody_acts_in_the_name_of_the_nominee(w):
    colleague = user("td2", "Lý Thị Hai")
    w.appraiser.birth_year = 1975
    w.appraiser.save()
    lent = lend(w.appraiser, colleague).assignment
    about = nomination_at(w, S.SUBMITTED, full_name="Trần Văn Đức", birth_year=1975)
    with pytest.raises(GuardFailed, match="Đồng chí đang làm thay đồng chí Trần Văn Đức"):
        perform(Action.RECEIVE, nomination=about, actor=colleague, at=NOW)
    (offer,) = (o for o in offers(about, colleague, at=NOW) if o.transition.action == Action.RECEIVE)
    assert "không xử lý theo ủy quyền được" in offer.refusal
    role(colleague, Role.APPRAISER, w.commune)
    with pytest.raises(GuardFailed, match="theo ủy quyền"):
        perform(Action.RECEIVE, nomination=about, actor=colleague, at=NOW, acting_as=lent.pk)
    assert perform(Action.RECEIVE, nomination=about, actor=colleague, at=NOW).on_behalf_of == ""


def test_the_substitute_does_not_act_on_their_own_line_either(w, deputy):
    lend(w.appraiser, deputy)
    about = nomination_at(w, S.SUBMITTED, full_name="Lê Thị Thay", birth_year=1980)
    with pytest.raises(GuardFailed, match="Đồng chí là người được đề nghị"):
        perform(Action.RECEIVE, nomination=about, actor=deputy, at=NOW)


def test_the_standing_deputy_conducts_and_the_minutes_of_acts_say_for_whom(w, deputy):
    lend(w.chair, deputy, Role.CHAIR)
    made = nomination_at(w, S.RECOMMENDED)
    meeting = a_meeting(w, clerk=deputy)
    vote_all(w, meeting)
    with pytest.raises(NotPermitted):
        meetings.cast_ballots(meeting, choices={meeting.lines.get().pk: "in_favor"}, actor=deputy, at=NOW)
    finish_meeting(meeting, actor=deputy, at=NOW)
    entries = Entry.objects.filter(subject_type="meetings.Meeting", subject_id=meeting.pk)
    assert {(e.actor_name, e.on_behalf_of) for e in entries} == {("Lê Thị Thay", "Võ Minh Khánh")}
    last = TransitionRecord.objects.filter(nomination=made).latest("sequence")
    assert (last.actor_name, last.on_behalf_of, last.target) == ("Lê Thị Thay", "Võ Minh Khánh", S.APPROVED)


def test_a_substitute_of_the_clerk_numbers_and_the_history_says_for_whom(w, deputy):
    lend(w.clerk, deputy)
    made = nomination_at(w, S.APPROVED)
    draft = decisions.draft_decision(unit=w.commune, nominations=[made], actor=deputy, at=NOW)
    decisions.number_decision(draft, signer=w.signer, signed_on=NOW.date(), actor=deputy, at=NOW)
    assert TransitionRecord.objects.filter(nomination=made).latest("sequence").on_behalf_of == "Đỗ Thị Hằng"
    entries = Entry.objects.filter(subject_type="documents.Decision", subject_id=draft.pk)
    assert entries
    assert {e.on_behalf_of for e in entries} == {"Đỗ Thị Hằng"}


def test_what_a_person_does_in_their_own_name_does_not_carry_an_earlier_loan(w, deputy):
    lend(w.appraiser, deputy)
    perform(Action.RECEIVE, nomination=nomination_at(w, S.SUBMITTED), actor=deputy, at=NOW)
    assert deputy.acting_for == "Trần Văn Đức"
    declare_relative(user=deputy, full_name="Lê Văn Cha", relation="bố", at=NOW)
    change_own_password(deputy, "mot-mat-khau-khac-2026", at=NOW)
    own = Entry.objects.filter(actor_id=deputy.pk, verb__in=["Khai báo người thân", "Đổi mật khẩu"])
    assert {e.on_behalf_of for e in own} == {""}
    assert own.count() == 2
