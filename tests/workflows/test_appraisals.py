"""Appraisal sheets: asked for, written unseen, handed in, opened again, excused; and what they stop."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from history.models import Entry
from nominations.appraisals import criteria_for, sheets_by_unit, sheets_of
from nominations.criteria import usual_criteria
from nominations.enums import Advice, Mark
from nominations.exceptions import RoundRefused
from nominations.models import Appraisal, Criterion, Nomination
from notices.models import Notice
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests.factories import NOW, a_round, nomination_at, role, user
from vietnamese.dates import short_date
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition, StalePage
from workflows.services import criteria
from workflows.services.sheets import Judged, ask_for_sheets, excuse_sheet, reopen_sheet, rows_of, save_sheet

DUE = NOW.date() + timedelta(days=5)


@pytest.fixture
def colleagues(w):
    """Two more appraisers of the commune."""
    made = [user("td2", "Lê Quốc Toàn"), user("td3", "Trương Thị Kim Loan")]
    for person in made:
        role(person, Role.APPRAISER, w.commune)
    return made


def judged(line, mark=Mark.PASS, remark=""):
    """Return one mark for every criterion of the line."""
    return [Judged(text, mark, remark) for text, _, _ in rows_of(line, None)]


def hand_in(line, who, advice=Advice.RECOMMEND, remark="", mark=Mark.PASS, at=NOW):
    """Hand a complete sheet in."""
    return save_sheet(line, judged=judged(line, mark), advice=advice, remark=remark, actor=who, at=at, hand_in=True)


def ask(w, lines, people, due_on=DUE):
    """Let the office's first appraiser ask."""
    return ask_for_sheets(lines, unit=w.commune, appraisers=people, due_on=due_on, actor=w.appraiser, at=NOW)


def sheets(line):
    """Return the sheets of a line where it is."""
    return sheets_of([line.pk], line.holder_unit_id)[line.pk]


# Criteria


def test_a_new_round_starts_with_the_usual_criteria_and_the_next_one_with_those_of_the_last(w):
    form = w.outside_round.forms.get(recipient_kind="individual")
    assert [(c.text, c.source) for c in form.criteria.all()] == list(usual_criteria("individual"))
    criteria.change(form.criteria.first(), text="Việc làm theo Bác rõ ràng", source="Điều 3", actor=w.appraiser, at=NOW)
    later = a_round(w.commune, w.outside_round.authority, "bang_khen", title="Đợt sau")
    copied = later.forms.get(recipient_kind="individual").criteria.values_list("text", "source")
    assert list(copied) == [("Việc làm theo Bác rõ ràng", "Điều 3"), *usual_criteria("individual")[1:]]
    other = a_round(w.commune, w.commune.authority, title="Đợt khác").forms.get(recipient_kind="individual")
    assert [(c.text, c.source) for c in other.criteria.all()] == list(usual_criteria("individual"))  # another form


def test_criteria_keep_their_order_and_refuse_what_makes_no_sense(w):
    form = w.round.forms.get(recipient_kind="collective")
    form.round = w.round
    rows = list(form.criteria.all())
    criteria.move(rows[2], up=True, actor=w.appraiser, at=NOW)
    criteria.move(rows[0], up=True, actor=w.appraiser, at=NOW)  # already first
    criteria.drop(rows[3], actor=w.appraiser, at=NOW)
    kept = list(form.criteria.all())
    assert [c.pk for c in kept] == [rows[0].pk, rows[2].pk, rows[1].pk, *[r.pk for r in rows[4:]]]
    assert [c.position for c in kept] == list(range(1, len(kept) + 1))
    with pytest.raises(RoundRefused, match="đã có trong phiếu"):
        criteria.add(form, text=kept[0].text.upper(), source="", actor=w.appraiser, at=NOW)
    with pytest.raises(RoundRefused, match="vừa được người khác bỏ"):
        criteria.change(rows[3], text="Khác", source="", actor=w.appraiser, at=NOW)
    with pytest.raises(NotPermitted):
        criteria.add(form, text="Thêm", source="", actor=w.secretary, at=NOW)
    w.round.state = "decided"
    w.round.save()
    with pytest.raises(RoundRefused, match="đã có quyết định"):
        criteria.add(form, text="Thêm", source="", actor=w.appraiser, at=NOW)


def test_criteria_are_copied_from_another_form_or_from_the_usual_ones(w):
    form, other = w.round.forms.get(recipient_kind="individual"), w.upper_round.forms.get(recipient_kind="individual")
    form.round, other.round = w.round, w.upper_round
    other.criteria.all().delete()
    with pytest.raises(RoundRefused, match="chưa có tiêu chí nào"):
        criteria.copy(form, source=other, actor=w.appraiser, at=NOW)
    Criterion.objects.create(round_form=other, position=1, text="Một điều", source="Điều 1")
    assert criteria.copy(form, source=other, actor=w.appraiser, at=NOW) == 1
    assert list(form.criteria.values_list("position", "text", "source")) == [(1, "Một điều", "Điều 1")]
    assert criteria.copy(form, source=None, actor=w.appraiser, at=NOW) == len(usual_criteria("individual"))


# Asking


def test_asking_colleagues_leaves_out_what_cannot_be_asked_and_says_why(w, colleagues):
    line, gone = nomination_at(w, "under_appraisal"), nomination_at(w, "recommended")
    own = nomination_at(w, "submitted", full_name="Lê Quốc Toàn")
    own.nominee.user = colleagues[0]
    own.nominee.save()
    found = ask(w, [line, gone, own], [*colleagues, w.other_appraiser])
    said = {(row.nomination.pk, row.person.pk): row.refusal for row in found}
    assert said[line.pk, colleagues[0].pk] == said[line.pk, colleagues[1].pk] == ""
    assert "không còn nhận phiếu" in said[gone.pk, colleagues[0].pk]
    assert "là người được đề nghị" in said[own.pk, colleagues[0].pk]
    assert said[own.pk, colleagues[1].pk] == ""
    assert "không giữ vai trò thẩm định" in said[line.pk, w.other_appraiser.pk]
    again = ask(w, [line], colleagues)
    assert all("đã được đề nghị" in row.refusal for row in again)
    assert Appraisal.objects.count() == 3
    asked = Entry.objects.filter(verb="Đề nghị viết phiếu thẩm định")
    assert asked.count() == 3 and asked.first().actor_name == w.appraiser.full_name


def test_one_message_for_each_colleague_however_many_lines(w, colleagues):
    lines = [nomination_at(w, "under_appraisal") for _ in range(3)]
    ask(w, lines, colleagues)
    told = Notice.objects.filter(event="appraisal_asked")
    assert sorted(told.values_list("user", flat=True)) == sorted(c.pk for c in colleagues)
    assert "3 dòng" in told.first().text


@pytest.mark.parametrize("wrong", ["no line", "nobody", "yesterday", "foreign"])
def test_asking_is_refused_as_a_whole_only_where_nothing_could_be_asked(w, colleagues, wrong):
    line = nomination_at(w, "under_appraisal")
    with pytest.raises((GuardFailed, NotPermitted)):
        ask_for_sheets(
            [] if wrong == "no line" else [line],
            unit=w.commune,
            appraisers=[] if wrong == "nobody" else colleagues,
            due_on=NOW.date() - timedelta(days=1) if wrong == "yesterday" else None,
            actor=w.other_appraiser if wrong == "foreign" else w.appraiser,
            at=NOW,
        )
    assert not Appraisal.objects.exists()


# Writing


def test_a_draft_asks_for_nothing_and_handing_in_for_everything(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    first = save_sheet(line, judged=[], advice="", remark="", actor=colleagues[0], at=NOW, expected_version=0)
    assert (first.version, first.is_in, first.asked_by_name) == (1, False, "")
    half = [*judged(line)[:2], Judged("Còn lại")]
    with pytest.raises(GuardFailed) as refused:
        save_sheet(line, judged=half, advice="decline", remark=" ", actor=colleagues[0], at=NOW, hand_in=True)
    assert len(refused.value.reasons) == 2
    assert "1 tiêu chí chưa đánh giá" in refused.value.reasons[0] and "nói rõ vì sao" in refused.value.reasons[1]
    with pytest.raises(GuardFailed, match="Chưa chọn kết luận"):
        save_sheet(line, judged=judged(line), advice="", remark="", actor=colleagues[0], at=NOW, hand_in=True)
    done = hand_in(line, colleagues[0], Advice.DECLINE, "Số liệu chưa khớp.")
    assert done.is_in and done.marks.count() == criteria_for(line).count()
    with pytest.raises(IllegalTransition, match="Mở lại phiếu"):
        hand_in(line, colleagues[0])


def test_two_pages_of_one_author_do_not_overwrite_each_other(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    save_sheet(line, judged=[], advice="", remark="Một.", actor=colleagues[0], at=NOW, expected_version=0)
    with pytest.raises(StalePage, match="ở một trang khác"):
        save_sheet(line, judged=[], advice="", remark="Hai.", actor=colleagues[0], at=NOW, expected_version=0)
    assert Appraisal.objects.get().remark == "Một."


def test_a_sheet_keeps_the_words_it_judged_when_the_round_changes_its_criteria(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    hand_in(line, colleagues[0])
    draft = save_sheet(line, judged=judged(line), advice="", remark="", actor=colleagues[1], at=NOW)
    row = criteria_for(line).select_related("round_form__round").first()
    old = row.text
    criteria.change(row, text="Lời mới", source="", actor=w.appraiser, at=NOW)
    done = Appraisal.objects.get(appraiser=colleagues[0])
    assert rows_of(line, done)[0][0] == old
    fresh = rows_of(line, Appraisal.objects.get(pk=draft.pk))
    assert (fresh[0][0], fresh[0][2]) == ("Lời mới", None)
    assert fresh[1][2].mark == Mark.PASS


def test_only_appraisers_of_the_office_write_and_never_about_themselves(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    for who in (w.secretary, w.other_appraiser, w.members[1], w.inspector):
        with pytest.raises(NotPermitted):
            hand_in(line, who)
    line.nominee.user = colleagues[0]
    line.nominee.save()
    with pytest.raises(GuardFailed, match="là người được đề nghị"):
        hand_in(line, colleagues[0])
    assert not Appraisal.objects.exists()


def test_a_sheet_can_be_opened_again_until_the_office_has_decided(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues[:1])
    hand_in(line, colleagues[0])
    assert sheets(line).is_open
    reopen_sheet(line, actor=colleagues[0], at=NOW)
    assert not sheets(line).is_open and len(sheets(line).missing) == 1
    with pytest.raises(IllegalTransition):
        reopen_sheet(line, actor=colleagues[0], at=NOW)
    hand_in(line, colleagues[0], Advice.DECLINE, "Xem lại.")
    line.refresh_from_db()
    perform(Action.RECOMMEND, nomination=line, actor=w.appraiser, at=NOW)
    with pytest.raises(IllegalTransition, match="không còn nhận phiếu"):
        reopen_sheet(line, actor=colleagues[0], at=NOW)
    with pytest.raises(IllegalTransition):
        hand_in(line, colleagues[1])


def test_what_others_may_have_read_stays_beside_what_the_author_says_now(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues)
    hand_in(line, colleagues[0], Advice.DECLINE, "Chưa đủ.", mark=Mark.FAIL)
    hand_in(line, colleagues[1])
    reopen_sheet(line, actor=colleagues[0], at=NOW)
    save_sheet(line, judged=[], advice="", remark="", actor=colleagues[0], at=NOW)
    excuse_sheet(sheets(line).missing[0], reason="Đi học.", actor=w.appraiser, at=NOW)
    assert [s.excused_reason for s in sheets(line).excused] == ["Đi học."] and not sheets(line).earlier_of(
        sheets(line).live[0]
    )
    hand_in(line, colleagues[0], Advice.RECOMMEND, at=NOW + timedelta(hours=1))
    reopen_sheet(line, actor=colleagues[0], at=NOW + timedelta(hours=2))
    hand_in(line, colleagues[0], Advice.RECOMMEND, at=NOW + timedelta(hours=3))
    found = sheets(line)
    first, second = found.earlier_of(found.of(colleagues[0]))
    assert (first.advice, first.remark, first.submitted_at) == (Advice.DECLINE, "Chưa đủ.", NOW)
    assert {mark.mark for mark in first.marks.all()} == {Mark.FAIL} and second.advice == Advice.RECOMMEND
    assert len(found.handed_in) == 2 and len(found.side_by_side()[0].marks) == 2


# Unseen by each other


def test_nobody_reads_another_sheet_before_all_are_in(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues)
    hand_in(line, colleagues[0], Advice.DECLINE, "Không.")
    found = sheets(line)
    assert [s.appraiser_id for s in found.readable_by(colleagues[0])] == [colleagues[0].pk]
    for reader in (colleagues[1], w.appraiser, w.chair):
        assert colleagues[0].pk not in [s.appraiser_id for s in found.readable_by(reader)]
    assert found.side_by_side() == []
    hand_in(line, colleagues[1])
    for reader in (*colleagues, w.appraiser, w.chair):
        assert len(sheets(line).readable_by(reader)) == 2


def test_who_writes_unasked_reads_the_others_only_after_handing_in(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues[:1])
    hand_in(line, colleagues[0])
    save_sheet(line, judged=[], advice="", remark="Đang viết.", actor=colleagues[1], at=NOW)
    assert [s.appraiser_id for s in sheets(line).readable_by(colleagues[1])] == [colleagues[1].pk]
    assert [s.appraiser_id for s in sheets(line).readable_by(w.chair)] == [colleagues[0].pk]


def test_sheets_stay_unseen_until_the_number_of_the_round_is_reached(w, colleagues):
    w.round.appraisers_needed = 2
    w.round.save()
    line = nomination_at(w, "under_appraisal")
    hand_in(line, colleagues[0])
    assert not sheets(line).is_open and sheets(line).lacking == 1
    hand_in(line, colleagues[1])
    assert sheets(line).is_open


def test_the_record_never_says_what_a_sheet_says(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues)
    hand_in(line, colleagues[0], Advice.DECLINE, "Bí mật nghề nghiệp.", mark=Mark.FAIL)
    reopen_sheet(line, actor=colleagues[0], at=NOW)
    kept = " ".join(f"{e.verb} {e.note} {e.data} {e.subject_label}" for e in Entry.objects.all())
    assert "Bí mật" not in kept and Advice.DECLINE.label not in kept and Mark.FAIL.label not in kept


def test_differences_are_marked(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    hand_in(line, colleagues[0])
    rows = judged(line)
    rows[1] = Judged(rows[1].criterion, Mark.FAIL, "Chưa thấy ảnh.")
    save_sheet(line, judged=rows, advice="recommend", remark="", actor=colleagues[1], at=NOW, hand_in=True)
    table = sheets(line).side_by_side()
    assert [row.differs for row in table] == [i == 1 for i in range(len(table))]
    assert table[1].marks[1].remark == "Chưa thấy ảnh."


# What they stop


def act(w, action, line, **extra):
    """Let the first appraiser give the office's opinion."""
    line.refresh_from_db()
    return perform(action, nomination=line, actor=w.appraiser, at=NOW, note="Lý do.", **extra)


@pytest.mark.parametrize("action", [Action.RECOMMEND, Action.DECLINE])
def test_the_office_waits_for_the_sheets_it_asked_for(w, colleagues, action):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues)
    hand_in(line, colleagues[0])
    with pytest.raises(GuardFailed) as refused:
        act(w, action, line)
    assert f"Trương Thị Kim Loan (hạn {short_date(DUE)})" in refused.value.reason
    assert "Lê Quốc Toàn" not in refused.value.reason and "thôi yêu cầu" in refused.value.reason
    refusals = {o.transition.action: o.refusal for o in offers(line, w.appraiser, at=NOW)}
    assert "Trương Thị Kim Loan" in refusals[action] and refusals[Action.SEND_BACK] == ""
    excuse_sheet(sheets(line).missing[0], reason="Đi học đến hết tháng.", actor=w.appraiser, at=NOW)
    act(w, action, line)
    assert line.state in ("recommended", "not_recommended")


def test_the_office_waits_for_the_number_of_the_round(w, colleagues):
    w.round.appraisers_needed = 2
    w.round.save()
    line = nomination_at(w, "under_appraisal")
    hand_in(line, colleagues[0])
    with pytest.raises(GuardFailed, match=r"cần 2 phiếu thẩm định cho mỗi dòng, đã nộp 1\."):
        act(w, Action.RECOMMEND, line)
    hand_in(line, w.appraiser)
    act(w, Action.RECOMMEND, line)
    assert line.state == "recommended"


def test_sending_back_waits_for_no_sheet(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues)
    act(w, Action.SEND_BACK, line, data={"due_at": NOW + timedelta(days=3)})
    assert line.state == "returned"


def test_what_is_only_begun_stops_nothing(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    save_sheet(line, judged=[], advice="", remark="Chưa xong.", actor=colleagues[0], at=NOW)
    act(w, Action.RECOMMEND, line)
    assert line.state == "recommended"


# Excusing


def test_a_sheet_that_is_in_or_excused_is_not_excused(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues)
    hand_in(line, colleagues[0])
    first, second = sheets(line).live
    with pytest.raises(IllegalTransition, match="đã nộp phiếu"):
        excuse_sheet(first, reason="Thôi.", actor=w.appraiser, at=NOW)
    with pytest.raises(GuardFailed, match="lý do"):
        excuse_sheet(second, reason="  ", actor=w.appraiser, at=NOW)
    with pytest.raises(NotPermitted):
        excuse_sheet(second, reason="Thôi.", actor=w.chair, at=NOW)
    excuse_sheet(second, reason="Đi công tác.", actor=w.appraiser, at=NOW)
    with pytest.raises(IllegalTransition, match="đã được thôi yêu cầu"):
        excuse_sheet(second, reason="Thôi.", actor=w.appraiser, at=NOW)
    assert sheets(line).excused[0].excused_reason == "Đi công tác." and sheets(line).is_open


def test_who_was_excused_while_writing_keeps_what_was_typed_and_can_begin_anew(w, colleagues):
    line = nomination_at(w, "under_appraisal")
    ask(w, [line], colleagues[:1])
    excuse_sheet(sheets(line).missing[0], reason="Đi công tác.", actor=w.appraiser, at=NOW)
    with pytest.raises(StalePage, match="vừa được thôi yêu cầu"):
        save_sheet(line, judged=[], advice="", remark="Gõ dở.", actor=colleagues[0], at=NOW, expected_version=1)
    again = ask(w, [line], colleagues[:1])
    assert again[0].refusal == "" and Appraisal.objects.count() == 2


# Reading


def test_reading_sheets_takes_the_same_number_of_queries_for_any_number_of_lines(w, colleagues):
    lines = [nomination_at(w, "under_appraisal") for _ in range(3)]
    for line in lines:
        hand_in(line, colleagues[0])
        hand_in(line, colleagues[1])
    counts = []
    for some in (lines[:1], lines):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = sheets_of([line.pk for line in some], w.commune.pk)
            assert all(len(s.side_by_side()) for s in found.values())
        counts.append(len(seen))
    assert counts == [3, 3]
    assert [s.unit_id for s in sheets_by_unit(Nomination.objects.select_related("round").get(pk=lines[0].pk))] == [
        w.commune.pk
    ]
