"""Lines that are not eligible: they come to the vote only with a recorded reason, and papers say whose wish that was."""

from datetime import date, timedelta

import pytest

from documents.builders import appraisal_summary_context, committee_minutes_context, office_submission_context
from documents.contexts import PutOn
from meetings.enums import Section
from nominations.enums import EligibilityCode
from nominations.enums import NominationState as S
from organizations.models import AwardRight
from rolls.models import DisciplinaryAction, Person
from tests import factories as f
from tests.pages.committee import signed_in, url, words
from workflows.exceptions import GuardFailed
from workflows.models import TransitionRecord
from workflows.services import acts, meetings
from workflows.services.overrides import decide_override

from .room import attend, prepared, state_of

pytestmark = pytest.mark.django_db
WHY = "Đã khắc phục xong,\nchi bộ bảo lãnh."


def reprimanded_since(w, state, **more):
    """Return a line whose nominee was reprimanded after the office had its say."""
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=w.at)
    line = f.nomination_at(w, state, full_name=who.full_name, person=who, **more)
    DisciplinaryAction.objects.create(
        person=who, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=date(2026, 2, 3), recorded_at=w.at
    )
    return line


def test_a_member_answers_for_a_line_that_is_not_eligible_with_a_reason(w):
    declined = reprimanded_since(w, S.NOT_RECOMMENDED)
    meeting, member = prepared(w), w.members[1]
    line = meeting.lines.get()
    with pytest.raises(GuardFailed, match=r"Khiển trách theo Quyết định số 07-QĐ/UBKT.*ghi lý do"):
        meetings.put_on_agenda(line, actor=member, at=w.at, reason="  ")
    assert state_of(declined) == S.NOT_RECOMMENDED

    client, address = signed_in(member), url("line_put_on", meeting.pk, line.pk)
    assert "phải ghi lý do" in words(client.get(address))
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422 and "Chưa ghi lý do đưa ra biểu quyết" in words(refused)
    assert "Đã đưa" in words(client.post(address, {"reason": WHY}, follow=True))

    record = TransitionRecord.objects.filter(nomination=declined).last()
    assert record.note == WHY
    assert ("no_discipline", "block") in {(rule["code"], rule["verdict"]) for rule in record.data["rules"]}
    said = f"đồng chí {member.full_name} đưa vào chương trình, lý do: Đã khắc phục xong"
    assert said in words(signed_in(w.members[2]).get(url("ballot", meeting.pk)))
    attend(w, meeting, 5)
    assert meetings.open_voting(meeting, actor=w.clerk, at=w.at).serving == 5, "the member's reason is enough"
    assert said in words(signed_in(w.clerk).get(url("meeting", meeting.pk)))
    closing = words(signed_in(w.clerk).get(url("meeting_close", meeting.pk)))
    assert "Chưa đạt điều kiện: 1 dòng" in closing, "once more before the count"


def test_nothing_typed_is_lost_when_a_line_is_put_on_from_its_own_page(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED)
    line = prepared(w).lines.get()
    acts.act("recommend", declined, actor=w.members[1], at=w.at, note=WHY, expected_version=declined.version)
    line.refresh_from_db()
    assert line.section == Section.RECOMMENDED
    assert TransitionRecord.objects.filter(nomination=declined).last().note == WHY


def test_voting_does_not_open_on_a_line_that_has_become_ineligible_until_somebody_says_why(w):
    line = reprimanded_since(w, S.RECOMMENDED)
    other = f.nomination_at(w, S.RECOMMENDED)
    meeting = prepared(w)
    attend(w, meeting, 5)
    with pytest.raises(GuardFailed, match="Dòng 1, Đồng chí Lê Thị Bích Liên: chưa đạt điều kiện xét") as refusal:
        meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    assert len(refusal.value.reasons) == 1, "the other line is as it should be"
    page = signed_in(w.chair).get(url("meeting", meeting.pk))
    grant = url("override_decide", line.pk, EligibilityCode.NO_DISCIPLINE)
    assert f"{grant}?ve={url('meeting', meeting.pk)}" in page.content.decode()
    assert grant not in signed_in(w.clerk).get(url("meeting_open", meeting.pk)).content.decode(), "not hers to grant"

    decide_override(line, "no_discipline", is_granted=True, reason="Đã chấp hành xong", actor=w.chair, at=w.at)
    meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    assert set(meeting.lines.values_list("nomination", flat=True)) == {line.pk, other.pk}
    assert "trong đó 01 trường hợp được cho phép ngoại lệ" in office_submission_context(meeting).results[0][1]


def test_a_line_that_is_left_for_later_does_not_hinder_the_vote(w):
    line = reprimanded_since(w, S.RECOMMENDED)
    f.nomination_at(w, S.RECOMMENDED)
    meeting = prepared(w)
    attend(w, meeting, 5)
    meetings.postpone_line(meeting.lines.get(nomination=line), True, actor=w.clerk, at=w.at)
    assert meetings.open_voting(meeting, actor=w.clerk, at=w.at).serving == 5


def test_a_line_that_is_not_eligible_does_not_join_an_open_vote(w):
    f.nomination_at(w, S.RECOMMENDED)
    meeting = f.a_meeting(w)
    late = reprimanded_since(w, S.RECOMMENDED)
    with pytest.raises(GuardFailed, match="Chưa đạt điều kiện xét"):
        meetings.add_line(late, meeting, reason="Hồ sơ về muộn.", actor=w.clerk, at=w.at)
    assert meeting.lines.count() == 1


def test_what_nobody_may_pass_over_is_not_voted_on_with_any_reason(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED)
    AwardRight.objects.filter(kind=w.commune.kind).update(ends_on=f.NOW.date() - timedelta(days=1))
    with pytest.raises(GuardFailed, match="không ai được cho phép ngoại lệ"):
        meetings.put_on_agenda(prepared(w).lines.get(), actor=w.members[1], at=w.at, reason=WHY)
    assert state_of(declined) == S.NOT_RECOMMENDED


def test_papers_keep_the_office_s_opinion_apart_from_the_member_s_wish(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED, kind="collective", full_name="Chi bộ Trạm Y tế")
    f.nomination_at(w, S.RECOMMENDED)
    meeting = prepared(w)
    line = meeting.lines.get(nomination=declined)
    meetings.put_on_agenda(line, actor=w.members[1], at=w.at, reason=WHY)
    attend(w, meeting, 5)
    meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    wish = PutOn(line="tập thể Chi bộ Trạm Y tế", member=w.members[1].full_name, reason=WHY)
    for context in (office_submission_context(meeting), appraisal_summary_context(meeting)):
        assert [row.name for row in context.not_recommended] == ["Chi bộ Trạm Y tế"]
        assert context.not_recommended[0].note == "Chưa rõ kết quả."
        assert len(context.recommended) == 1
        assert context.put_on == (wish,)
    assert [(each.recommended, each.not_recommended) for each in appraisal_summary_context(meeting).counts] == [(1, 1)]

    f.vote_all(w, meeting)
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    minutes = committee_minutes_context(meeting)
    assert len(minutes.lines) == 2 and not minutes.not_recommended
    (said,) = minutes.content_lines[1:]
    assert said == (
        f"Đồng chí {w.members[1].full_name} đề nghị đưa ra biểu quyết tập thể Chi bộ Trạm Y tế, dù cơ quan thẩm định không đề nghị "
        "(lý do: đã khắc phục xong, chi bộ bảo lãnh)."
    )
