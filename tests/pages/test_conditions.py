"""Pages about conditions: those of a round, exceptions, and what stands beside the form of a line."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nominations.models import EarlierAward, EvidenceType, Nomination, RoundForm, RuleOverride
from nominations.services import set_quota
from rolls.models import DisciplinaryAction, Person
from tests.factories import NOW, a_meeting, dossier, line, nomination_at
from tests.pages.cell import page_text, url
from workflows.services.overrides import request_override

CODE = "no_discipline"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Every page reads the moment of the test world."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def as_(client, who):
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def disciplined():
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=NOW)
    DisciplinaryAction.objects.create(
        person=who, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=date(2026, 2, 3), recorded_at=NOW
    )
    return who


def rules_as_shown(page):
    """Return what the form of the general rules would send back unchanged."""
    data = {"chung": "1"}
    for form in page.context["rules"]:
        for field in form:
            data[field.html_name] = field.value() if field.value() is not None else ""
    return data


def test_the_office_changes_a_rule_and_reads_it_on_the_round(client, w):
    as_(client, w.appraiser)
    address = url("round_conditions", w.round.pk)
    page = client.get(address)
    text = page_text(page)
    for words in ("Không xét", "Nhắc, vẫn trình được", "Không cho trình", "Luôn được xét", "Báo cáo thành tích"):
        assert words in text
    data = rules_as_shown(page) | {
        "membership-outcome": "block",
        "membership-number": "24",
        "membership-clause": "Hướng dẫn 03",
    }
    assert client.post(address, data).status_code == 302
    rule = w.round.eligibility_rules.get(code="membership")
    assert (rule.outcome, rule.number, rule.clause) == ("block", 24, "Hướng dẫn 03")
    assert "Thời gian là đảng viên: 24 tháng; không cho trình (Hướng dẫn 03)" in page_text(
        client.get(url("round", w.round.pk))
    )


def test_a_rule_in_use_needs_its_number(client, w):
    as_(client, w.appraiser)
    address = url("round_conditions", w.round.pk)
    data = rules_as_shown(client.get(address)) | {"rating_years-outcome": "block", "rating_years-number": ""}
    answer = client.post(address, data)
    assert answer.status_code == 422 and "Chưa ghi số năm." in page_text(answer)
    assert w.round.eligibility_rules.get(code="rating_years").outcome == "warn"
    assert client.post(address, data | {"rating_years-number": "hai"}).status_code == 422


def test_a_rule_of_one_kind_is_set_and_dropped(client, w):
    as_(client, w.appraiser)
    address = url("round_conditions", w.round.pk)
    own = {"rieng": "1", "rieng-code": "rating_years", "rieng-kind": "collective", "rieng-form": "", "rieng-outcome": "block",
           "rieng-number": "2", "rieng-rating": "excellent", "rieng-clause": ""}  # fmt: skip
    assert client.post(address, own | {"rieng-kind": ""}).status_code == 422
    assert client.post(address, own).status_code == 302
    rule = w.round.eligibility_rules.get(code="rating_years", recipient_kind="collective")
    assert "2 năm, Hoàn thành xuất sắc nhiệm vụ; không cho trình" in page_text(client.get(address))
    assert client.post(address, {"bo": str(rule.pk)}).status_code == 302
    assert client.post(address, {"bo": str(rule.pk)}).status_code == 404


def test_required_files_are_set_for_a_kind_and_form(client, w):
    as_(client, w.appraiser)
    kind = EvidenceType.objects.get(code="report")
    address = url("round_conditions", w.round.pk)
    assert client.post(address, {"tep": "1", f"tep-individual-giay_khen-{kind.pk}": "can"}).status_code == 302
    row = w.round.required_evidence.get()
    assert (row.recipient_kind, row.form, row.type, row.is_required) == ("individual", "giay_khen", kind, True)
    n = line(w)
    text = page_text(as_(client, w.secretary).get(url("dossier_check", n.dossier_id)))
    assert "Còn thiếu: báo cáo thành tích." in text


def test_a_closed_round_keeps_its_conditions(client, w):
    w.round.state = "closed"
    w.round.save()
    page = as_(client, w.appraiser).get(url("round_conditions", w.round.pk))
    assert "Đợt này đã đóng nên không đổi điều kiện xét được nữa." in page_text(page)
    answer = client.post(
        url("round_conditions", w.round.pk),
        rules_as_shown(page) | {"membership-outcome": "warn", "membership-number": "3"},
    )
    assert answer.status_code == 422 and "đã đóng" in page_text(answer)


def test_an_exception_goes_from_the_cell_to_the_office_and_back(client, w):
    n = line(w, person=disciplined())
    as_(client, w.secretary)
    check = client.get(url("dossier_check", n.dossier_id))
    ask = url("override_request", n.pk, CODE)
    assert ask in check.content.decode()
    assert "Khiển trách theo Quyết định số 07-QĐ/UBKT" in page_text(client.get(ask))
    assert client.post(ask, {"reason": ""}).status_code == 422
    answer = client.post(ask, {"reason": "Đã khắc phục xong trước ngày 01/3/2026."}, follow=True)
    assert "Đã gửi yêu cầu xét ngoại lệ tới Văn phòng Đảng ủy xã Tân Mỹ" in page_text(answer)
    assert "Đang xin ngoại lệ" in page_text(answer) and ask not in answer.content.decode()
    assert "đang chờ trả lời" in page_text(client.get(ask))

    as_(client, w.appraiser)
    home = client.get(reverse("workflows:home"))
    assert "1 yêu cầu xét ngoại lệ chờ trả lời" in page_text(home)
    waiting = page_text(client.get(url("overrides")))
    assert "Đã khắc phục xong trước ngày 01/3/2026." in waiting and "Lê Thị Bích Liên" in waiting
    decide = url("override_decide", n.pk, CODE)
    assert "Đơn vị xin vì" in page_text(client.get(decide))
    assert client.post(decide, {"answer": "grant", "reason": ""}).status_code == 422
    answer = client.post(decide, {"answer": "grant", "reason": "Đã chấp hành xong"}, follow=True)
    assert answer.redirect_chain[0][0] == url("overrides") and "Không có yêu cầu nào đang chờ" in page_text(answer)

    text = page_text(as_(client, w.secretary).get(url("dossier_check", n.dossier_id)))
    assert "Được cho phép ngoại lệ: Đã chấp hành xong, đồng chí Trần Văn Đức" in text
    history = page_text(client.get(url("nomination", n.pk)))
    assert "Xin xét ngoại lệ: Không bị kỷ luật" in history and "Cho phép ngoại lệ: Không bị kỷ luật" in history


def test_an_unknown_condition_is_not_found(client, w):
    n = line(w)
    as_(client, w.secretary)
    assert client.get(url("override_request", n.pk, "quota")).status_code == 404
    assert "không cần ngoại lệ" in page_text(client.get(url("override_request", n.pk, CODE)))


def test_the_bench_says_why_a_line_cannot_be_recommended_and_lets_it_pass(client, w):
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=NOW)
    n = nomination_at(w, "under_appraisal", person=who)
    DisciplinaryAction.objects.create(person=who, form="Khiển trách", decided_on=date(2026, 2, 3), recorded_at=NOW)
    as_(client, w.appraiser)
    page = client.get(f"{url('queue')}?dong={n.pk}")
    decide = url("override_decide", n.pk, CODE)
    assert "Chưa đề nghị được vì chưa đạt: Không bị kỷ luật trong thời gian xét." in page_text(page)
    assert decide in page.content.decode()
    answer = client.post(decide, {"answer": "grant", "reason": "Có văn bản xác nhận"}, follow=True)
    assert "Được cho phép ngoại lệ: Có văn bản xác nhận" in page_text(answer)
    assert "Chưa đề nghị được" not in page_text(answer)


def test_agenda_ballot_and_close_show_what_is_no_plain_pass_and_the_quota(client, w):
    set_quota(w.round, kind="individual", limit=6, mode="warn", actor=w.appraiser, at=NOW)
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=NOW)
    nomination_at(w, "recommended", person=who)
    meeting = a_meeting(w)
    # a vote does not open on a line that is not eligible; this is heard of while members vote
    DisciplinaryAction.objects.create(person=who, form="Khiển trách", decided_on=date(2026, 2, 3), recorded_at=NOW)
    for person, page in ((w.members[2], "ballot"), (w.clerk, "meeting"), (w.clerk, "meeting_close")):
        text = page_text(as_(client, person).get(url(page, meeting.pk)))
        assert "Chưa đạt: Không bị kỷ luật trong thời gian xét. Khiển trách" in text, page
        assert "cá nhân: đã duyệt 0" in text and "chỉ tiêu 6" in text, page


def test_quotas_are_set_for_each_form_where_a_kind_has_several(client, w):
    RoundForm.objects.create(round=w.round, recipient_kind="individual", form="bang_khen")
    as_(client, w.appraiser)
    address = url("round_quotas", w.round.pk)
    text = page_text(client.get(address))
    assert "Cá nhân, tính chung mọi hình thức" in text and "Cá nhân, Bằng khen" in text and "Tập thể, " not in text
    data = {"chung": "1", "chung-collective-limit": "", "chung-collective-mode": "warn", "chung-individual-limit": "3"}
    data |= {
        "chung-individual-mode": "warn",
        "chung-individual-giay_khen-limit": "",
        "chung-individual-giay_khen-mode": "warn",
    }
    data |= {"chung-individual-bang_khen-limit": "1", "chung-individual-bang_khen-mode": "block"}
    assert client.post(address, data).status_code == 302
    rows = w.round.quotas.order_by("form").values_list("recipient_kind", "form", "limit", "mode")
    assert list(rows) == [("individual", "", 3, "warn"), ("individual", "bang_khen", 1, "block")]
    own = {"rieng": "1", "unit": w.cell.pk, "rieng-individual-bang_khen-limit": "2"}
    own |= {
        f"rieng-{name}-mode": "block"
        for name in ("collective", "individual", "individual-giay_khen", "individual-bang_khen")
    }
    assert client.post(address, own).status_code == 302
    mine = w.round.quotas.get(unit=w.cell)
    text = page_text(client.get(url("round", w.round.pk)))
    assert "Chi bộ ấp Tân Bình 1: 2 cá nhân, Bằng khen, vượt thì không cho trình" in text
    assert "cá nhân 0/3" in text and "cá nhân, Bằng khen 0/2" in text
    assert client.post(address, {"bo": str(mine.pk)}).status_code == 302
    assert not w.round.quotas.filter(unit=w.cell).exists()


# Beside the form


def typed(**more):
    return {
        "kind": "individual", "form": "giay_khen", "full_name": "Lê Thị Bích Liên", "birth_date": "27/3/1971", "is_party_member": "yes",
        "unit_text": "Chi bộ ấp Tân Bình 1", "achievement": "Luôn gương mẫu.", "citation": "Đã có thành tích xuất sắc năm 2026",
    } | more  # fmt: skip


def beside(client, bundle, **more):
    answer = client.post(url("line_side", bundle.pk), typed(**more))
    assert answer.status_code == 200
    return page_text(answer)


def test_the_panel_answers_while_typing(client, w):
    who, bundle = disciplined(), dossier(w)
    set_quota(w.round, kind="individual", limit=1, mode="warn", actor=w.appraiser, at=NOW)
    EarlierAward.objects.create(
        unit=w.cell, recipient_kind="individual", recipient_name=who.full_name, birth_date=who.birth_date, form="giay_khen",
        year=2024, citation="Đã có thành tích năm 2023", decision_number="12-QĐ/HU", recorded_at=NOW,
    )  # fmt: skip
    sibling = dossier(w, unit=w.sibling, by=w.sibling_secretary)
    line(w, sibling, by=w.sibling_secretary, full_name="Lê Thị Bích Liên", birth_year=1971)
    as_(client, w.secretary)
    text = beside(client, bundle)
    for words in (
        "Cá nhân: đề nghị 1, chỉ tiêu 1, còn 0.", "Khiển trách theo Quyết định số 07-QĐ/UBKT", "lưu dòng này, rồi xin xét ngoại lệ",
        "Giấy khen năm 2024", "QĐ 12-QĐ/HU", "Cùng tên: dòng", "Chi bộ ấp Tân Bình 2", "Nên ghi thêm số liệu", "điều kiện đã đạt",
    ):  # fmt: skip
        assert words in text, words
    assert not bundle.nominations.exists()


def test_the_panel_of_a_saved_line_does_not_count_it_twice_and_leads_to_the_request(client, w):
    n = line(w, person=disciplined())
    set_quota(w.round, kind="individual", limit=1, mode="warn", actor=w.appraiser, at=NOW)
    as_(client, w.secretary)
    answer = client.post(url("line_side", n.dossier_id), typed(line=n.pk))
    assert "đề nghị 1, chỉ tiêu 1, còn 0" in page_text(answer) and "gần giống" not in page_text(answer)
    assert url("override_request", n.pk, CODE) in answer.content.decode()
    request_override(n, CODE, reason="x", actor=w.secretary, at=NOW)
    assert "Đang xin ngoại lệ" in beside(client, n.dossier, line=n.pk)


@pytest.mark.parametrize("half", [
    {"full_name": ""}, {"full_name": "L"}, {"birth_date": "31/02/"}, {"birth_date": "19"}, {"form": "xyz"}, {"kind": "xyz"}, {"kind": ""},
    {"chosen": "abc"}, {"chosen": "9" * 30}, {"line": "-1"}, {"line": "7777"}, {"joined_on": "mai"}, {"full_name": "x" * 5000},
    {"achievement": "năm " * 9000}, {"full_name": "Lê\x00Thị"}, {"kind": "collective", "full_name": "Tổ tự quản số 3"},
])  # fmt: skip
def test_nothing_half_typed_is_an_error(client, w, half):
    as_(client, w.secretary)
    assert beside(client, dossier(w), **half)


def test_a_number_alone_tells_nothing_about_somebody(client, w):
    who = disciplined()
    as_(client, w.secretary)
    stranger = {"full_name": "Trần Văn Nam", "birth_date": "", "chosen": who.pk}
    assert "Khiển trách" not in beside(client, dossier(w), **stranger)
    assert "Khiển trách" in beside(client, dossier(w), **stranger | {"full_name": who.full_name})


def test_the_same_person_for_the_same_form_is_said_before_saving(client, w):
    who = disciplined()
    first = line(w, person=who, full_name=who.full_name, birth_date=who.birth_date)
    as_(client, w.secretary)
    text = beside(client, first.dossier, chosen=who.pk)
    assert f"dòng {first.code}" in text and "Mỗi người, mỗi tập thể một dòng" in text


def test_the_panel_is_cheap_and_belongs_to_the_cell(client, w):
    n = line(w, person=disciplined())
    bundle = n.dossier
    as_(client, w.secretary)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            beside(client, bundle, line=n.pk)
        counts.append(len(captured))
        line(w, bundle)
    assert counts[0] == counts[1] <= 20
    assert as_(client, w.appraiser).post(url("line_side", n.dossier_id), typed()).status_code == 404
    assert Nomination.objects.count() == 3 and not RuleOverride.objects.exists()
