"""Hiệp y: asking a unit or an outside body, answering once, cancelling, links whose secret is nowhere kept."""

import uuid
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection

from history.models import Entry
from meetings.enums import Secrecy
from meetings.models import Meeting
from nominations.appraisals import opinions_of
from nominations.models import OpinionRequest
from notices.models import Mail, Notice
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests.factories import NOW, nomination_at, role, unit, user
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.queries_meetings import beside_ballot
from workflows.services.opinions import (
    LINK_LIVES_ON,
    answer_by_account,
    answer_by_link,
    ask_opinion,
    cancel_opinion,
    renew_link,
    request_behind,
    why_closed,
)

DUE = NOW.date() + timedelta(days=5)


def ask(w, line, **values):
    """Let the office ask about a line; an outside body unless a unit is named."""
    values = {"question": "Có vi phạm gì không?", "due_on": DUE, "actor": w.appraiser, "at": NOW} | values
    if "asked_unit" not in values:
        values.setdefault("body_name", "Công an xã Tân Mỹ")
    return ask_opinion(line, **values)


def answer(request, **values):
    """Answer through the link."""
    values = {
        "consent": "agree",
        "text": "",
        "name": "Nguyễn Văn Công",
        "position": "Trưởng Công an xã",
        "at": NOW,
    } | values
    return answer_by_link(request, **values)


def test_a_unit_is_told_and_answers_with_its_account(w):
    line = nomination_at(w, "under_appraisal")
    made, secret = ask(w, line, asked_unit=w.sibling)
    assert (secret, made.secret_sha256, made.body_name) == ("", None, w.sibling.name)
    assert list(Notice.objects.filter(event="opinion_asked").values_list("user", flat=True)) == [w.sibling_secretary.pk]
    done = answer_by_account(made, consent="object", text="Còn ý kiến khác.", actor=w.sibling_secretary, at=NOW)
    assert (done.answered_by_name, done.answered_by_position) == ("Dương Thị Oanh", "Bí thư")
    assert list(Notice.objects.filter(event="opinion_answered").values_list("user", flat=True)) == [w.appraiser.pk]
    assert [r.get_consent_display() for r in opinions_of([line.pk])[line.pk]] == ["Không nhất trí"]
    verbs = Entry.objects.filter(verb__in=["Xin ý kiến hiệp y", "Trả lời hiệp y"]).order_by("id")
    assert [(e.verb, e.actor_name) for e in verbs] == [
        ("Xin ý kiến hiệp y", w.appraiser.full_name),
        ("Trả lời hiệp y", "Dương Thị Oanh"),
    ]


def test_the_secret_of_a_link_is_kept_nowhere(w):
    made, secret = ask(w, nomination_at(w, "under_appraisal"), email="congan@example.vn")
    assert len(secret) >= 43 and made.secret_sha256 == sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in str(cursor.fetchall()), table
    assert not Mail.objects.exists()
    assert request_behind(secret).pk == made.pk
    for wrong in ("", secret[:-1], secret + "A", secret.swapcase(), made.secret_sha256, "%", "' OR 1=1 --"):
        assert request_behind(wrong) is None


def test_whoever_holds_the_link_answers_once(w):
    made, _ = ask(w, nomination_at(w, "under_appraisal"))
    text = "<script>alert(1)</script> '; DROP TABLE nominations_nomination; --"
    done = answer(made, consent="object", text=text, name="  Nguyễn   Văn Công ")
    assert (done.answer, done.answered_by_name, done.answered_at) == (text, "Nguyễn Văn Công", NOW)
    with pytest.raises(IllegalTransition, match="Mỗi lần hỏi chỉ trả lời một lần"):
        answer(made, consent="agree", text="Đổi ý.")
    made.refresh_from_db()
    assert made.consent == "object" and made.answer == text
    assert Entry.objects.get(verb="Trả lời hiệp y").actor_name == "Nguyễn Văn Công"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"consent": "object", "text": " "}, "cần ghi lý do"),
        ({"consent": "maybe"}, "Chưa chọn ý kiến"),
        ({"name": "  "}, "họ và tên"),
    ],
)
def test_an_answer_is_complete(w, values, said):
    made, _ = ask(w, nomination_at(w, "under_appraisal"))
    with pytest.raises(GuardFailed, match=said):
        answer(made, **values)
    assert OpinionRequest.objects.get().answered_at is None


def test_a_link_ends_thirty_days_after_its_day(w):
    made, _ = ask(w, nomination_at(w, "under_appraisal"))
    last = DUE + LINK_LIVES_ON
    assert why_closed(made, on=last) == ""
    assert "đã hết hạn" in why_closed(made, on=last + timedelta(days=1))
    with pytest.raises(IllegalTransition, match="đã hết hạn"):
        answer(made, at=NOW + timedelta(days=36))


def test_a_cancelled_request_keeps_its_reason_and_takes_no_answer(w):
    line = nomination_at(w, "under_appraisal")
    made, _ = ask(w, line)
    with pytest.raises(GuardFailed, match="lý do"):
        cancel_opinion(made, reason=" ", actor=w.appraiser, at=NOW)
    with pytest.raises(NotPermitted):
        cancel_opinion(made, reason="Nhầm.", actor=w.other_appraiser, at=NOW)
    cancel_opinion(made, reason="Hỏi nhầm cơ quan.", actor=w.appraiser, at=NOW)
    with pytest.raises(IllegalTransition, match="đã thôi hỏi"):
        answer(made)
    with pytest.raises(IllegalTransition):
        cancel_opinion(made, reason="Lần nữa.", actor=w.appraiser, at=NOW)
    in_secret = Meeting(secrecy=Secrecy.SECRET)
    assert beside_ballot(in_secret, [line], w.members[0]).opinions == {}
    again, _ = ask(w, line)  # the same body may be asked anew
    assert again.pk != made.pk
    assert beside_ballot(in_secret, [line], w.members[0]).opinions == {line.pk: [again]}


def test_a_new_link_closes_the_old_one(w):
    made, first = ask(w, nomination_at(w, "under_appraisal"))
    _, second = renew_link(made, actor=w.appraiser, at=NOW)
    assert request_behind(first) is None and request_behind(second).pk == made.pk
    by_account, _ = ask(w, nomination_at(w, "under_appraisal"), asked_unit=w.sibling)
    with pytest.raises(IllegalTransition, match="trả lời bằng tài khoản"):
        renew_link(by_account, actor=w.appraiser, at=NOW)


def test_the_same_form_sent_twice_asks_once_and_shows_no_second_secret(w):
    line, key = nomination_at(w, "under_appraisal"), uuid.uuid4()
    made, secret = ask(w, line, submission_key=key)
    again, nothing = ask(w, line, submission_key=key)
    assert (again.pk, nothing) == (made.pk, "") and request_behind(secret).pk == made.pk
    with pytest.raises(NotPermitted):
        ask(w, line, submission_key=key, actor=w.other_appraiser)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"body_name": " "}, "ghi tên cơ quan"),
        ({"question": " "}, "nội dung xin ý kiến"),
        ({"due_on": NOW.date() - timedelta(days=1)}, "Hạn trả lời đã qua"),
    ],
)
def test_a_request_says_whom_what_and_until_when(w, values, said):
    with pytest.raises(GuardFailed, match=said):
        ask(w, nomination_at(w, "under_appraisal"), **values)
    assert not OpinionRequest.objects.exists()


def test_bodies_that_cannot_answer_are_refused_with_the_way_out(w):
    line = nomination_at(w, "under_appraisal")
    with pytest.raises(GuardFailed, match="đề nghị viết phiếu thẩm định"):
        ask(w, line, asked_unit=w.commune)
    empty = unit("cell", "Chi bộ ấp Trống", w.commune)
    with pytest.raises(GuardFailed, match="chọn gửi đường dẫn"):
        ask(w, line, asked_unit=empty)
    ask(w, line)
    with pytest.raises(GuardFailed, match="đang được hỏi"):
        ask(w, line, body_name="CÔNG AN XÃ TÂN MỸ")


def test_only_the_office_that_has_the_line_asks(w):
    line = nomination_at(w, "under_appraisal")
    for who in (w.secretary, w.other_appraiser, w.chair, w.inspector):
        with pytest.raises(NotPermitted):
            ask(w, line, actor=who)
    decided = nomination_at(w, "approved")
    with pytest.raises(IllegalTransition, match="không xin ý kiến thêm"):
        ask(w, decided)


def test_nobody_answers_about_themselves_or_for_another_unit(w):
    line = nomination_at(w, "under_appraisal")
    made, _ = ask(w, line, asked_unit=w.sibling)
    for who in (w.secretary, w.appraiser, w.other_secretary):
        with pytest.raises(NotPermitted) as refused:
            answer_by_account(made, consent="agree", text="", actor=who, at=NOW)
        assert refused.value.hidden
    line.nominee.user = w.sibling_secretary
    line.nominee.save()
    with pytest.raises(NotPermitted, match="là người được đề nghị"):
        answer_by_account(made, consent="agree", text="", actor=w.sibling_secretary, at=NOW)


def test_the_nominee_is_not_told_that_their_unit_was_asked(w):
    line = nomination_at(w, "under_appraisal")
    line.nominee.user = w.sibling_secretary
    line.nominee.save()
    deputy = user("pho-bt")
    role(deputy, Role.CELL_OFFICER, w.sibling)
    ask(w, line, asked_unit=w.sibling)
    assert list(Notice.objects.filter(event="opinion_asked").values_list("user", flat=True)) == [deputy.pk]


def test_a_missing_answer_stops_nothing_and_none_comes_after_the_end(w):
    line = nomination_at(w, "under_appraisal")
    made, _ = ask(w, line)
    perform(Action.RECOMMEND, nomination=line, actor=w.appraiser, at=NOW)
    assert line.state == "recommended" and why_closed(made, on=NOW.date()) == ""
    gone = nomination_at(w, "submitted")
    late, _ = ask(w, gone)
    perform(Action.WITHDRAW, nomination=gone, actor=w.secretary, at=NOW)
    with pytest.raises(IllegalTransition, match="đã có kết quả"):
        answer(late)
