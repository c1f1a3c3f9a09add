"""The administrator's pages of what rules may change: signers, rights to award, authorities, votes, pairs of acts, series."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import NumberSeries
from history.models import Entry
from meetings.models import VotingRule
from organizations.models import AwardingAuthority, AwardRight, Signer, UnitKind
from permissions.roles import Role
from tests.factories import role, user
from workflows.models import SeparationRule


@pytest.fixture
def office(client, w):
    """The browser of the commune's administrator."""
    client.force_login(w.administrator)
    return client


SIGNER = {
    "full_name": "Đoàn Thị Hồng Vân",
    "position": "Phó Bí thư Thường trực",
    "authority_lines": "T/M BAN THƯỜNG VỤ\r\n\r\nK/T BÍ THƯ",
    "starts_on": "1/9/2026",
}


def test_signers_come_and_go(w, office):
    path = reverse("permissions:signer_new")
    assert "Đã thêm người ký" in office.post(path, SIGNER | {"unit": w.commune.pk}, follow=True).text
    made = Signer.objects.get(full_name="Đoàn Thị Hồng Vân")
    assert made.lines() == ["T/M BAN THƯỜNG VỤ", "K/T BÍ THƯ"]
    assert office.post(path, SIGNER | {"unit": w.commune.pk}).status_code == 422
    ending = reverse("permissions:signer_end", args=[made.pk])
    early = office.post(ending, {"ends_on": "1/1/2026", "note": "Chuyển công tác"})
    assert early.status_code == 422 and "Ngày cuối phải từ ngày 01/9/2026" in early.text
    office.post(ending, {"ends_on": "30/9/2026", "note": "Chuyển công tác"})
    assert "Đã thôi ký (1)" in office.get(reverse("permissions:signers")).text
    assert Entry.objects.filter(subject_type="organizations.Signer", subject_id=made.pk).count() == 2


def test_rights_to_award_are_added_after_the_old_one_has_ended(w, office):
    kind = UnitKind.objects.get(code="commune")
    data = {
        "kind": kind.pk,
        "form": "giay_khen",
        "recipient_kinds": ["collective", "individual"],
        "clause": "Điều 34 Quy định mới",
        "starts_on": "1/12/2026",
    }
    path = reverse("permissions:award_right_new")
    refused = office.post(path, data)
    assert refused.status_code == 422 and "đã có hiệu lực từ 01/01/2011" in refused.text
    for right in AwardRight.objects.filter(kind=kind, form="giay_khen"):
        office.post(
            reverse("permissions:award_right_end", args=[right.pk]), {"ends_on": "30/11/2026", "note": "Quy định mới"}
        )
    assert "Đã thêm 2 dòng thẩm quyền" in office.post(path, data, follow=True).text


def test_an_outside_authority_is_added_once_and_can_rest(w, office):
    data = {"name": "Ban Thường vụ Huyện ủy cũ", "nature": "party", "level": UnitKind.objects.get(code="district").pk}
    assert (
        "Đã thêm Ban Thường vụ Huyện ủy cũ" in office.post(reverse("permissions:authority_new"), data, follow=True).text
    )
    assert office.post(reverse("permissions:authority_new"), data).status_code == 422
    wrong = office.post(reverse("permissions:authority_new"), data | {"name": "Chủ tịch huyện", "nature": "state"})
    assert wrong.status_code == 422 and "không cùng loại" in wrong.text
    made = AwardingAuthority.objects.get(name="Ban Thường vụ Huyện ủy cũ")
    switch = reverse("permissions:authority_switch", args=[made.pk])
    assert office.get(switch).status_code == 405
    for expected in (False, True):
        office.post(switch)
        made.refresh_from_db()
        assert made.is_active is expected
    assert office.post(reverse("permissions:authority_switch", args=[w.commune.authority.pk])).status_code == 404


def test_voting_rules_follow_each_other_by_day(w, office):
    data = {
        "body": f"don-vi-{w.commune.pk}", "quorum_numerator": "3", "quorum_denominator": "4", "majority_numerator": "2", "majority_denominator": "3",
        "majority_base": "serving", "starts_on": "1/9/2026", "source": "Quy chế 02-QC/ĐU", "quorum_base": "serving",
        "tie_rule": "postpone", "allows_poll": "on", "disagreement_numerator": "1", "disagreement_denominator": "3",
    }  # fmt: skip
    path = reverse("workflows:voting_rule_new")
    page = office.post(path, data)
    assert page.status_code == 200
    for sentence in (
        "ít nhất 3/4 ủy viên đương nhiệm dự", "7 ủy viên: ít nhất 6 người dự, 5 phiếu tán thành", "dòng đó để lại phiên sau",
        "từ 1/3 số phiếu gửi về không tán thành thì chưa quyết định",
    ):  # fmt: skip
        assert sentence in page.text
    read = dict(re.findall(r'name="(da-doc)" value="(\w+)"', page.text))
    assert not VotingRule.objects.filter(unit=w.commune).exists(), "a rule is added only after it was read back"
    assert "Đọc lại trước khi thêm" in office.post(path, data | read | {"tie_rule": "chair"}).text
    assert not VotingRule.objects.filter(unit=w.commune).exists(), "nor one that differs from what was read"
    assert "ít nhất 3/4 ủy viên đương nhiệm dự" in office.post(path, data | read, follow=True).text
    assert office.post(path, data | read).status_code == 422
    office.post(path, data | read | {"starts_on": "1/10/2026"})
    first, second = VotingRule.objects.filter(unit=w.commune).order_by("starts_on")
    assert f"{first.ends_on}" == "2026-09-30" and second.ends_on is None
    for wrong in (
        {"quorum_numerator": "5"},
        {"majority_numerator": "3"},
        {"majority_denominator": "0"},
        {"quorum_numerator": "hai"},
        {"disagreement_denominator": ""},
        {"disagreement_numerator": "4"},
    ):
        assert office.post(path, data | {"starts_on": "1/11/2026"} | wrong).status_code == 422


def test_pairs_of_acts_follow_each_other_and_end(w, office):
    data = {
        "first_action": "submit",
        "second_action": "issue",
        "mode": "refuse",
        "unit": w.commune.pk,
        "starts_on": "1/9/2026",
        "source": "Họp ngày 30/8/2026",
    }
    path = reverse("workflows:separation_rule_new")
    office.post(path, data)
    office.post(path, data | {"starts_on": "1/10/2026", "mode": "reason"})
    first, second = SeparationRule.objects.filter(first_action="submit", second_action="issue").order_by("starts_on")
    assert f"{first.ends_on}" == "2026-09-30" and second.mode == "reason"
    same = office.post(path, data | {"second_action": "submit"})
    assert same.status_code == 422 and "Hai việc phải khác nhau" in same.text
    half = office.post(path, data | {"first_action": "ask_slip"})
    assert half.status_code == 422 and "“Duyệt phiếu đính chính” chỉ đi sau" in half.text
    office.post(
        reverse("workflows:separation_rule_end", args=[second.pk]), {"ends_on": "31/10/2026", "note": "Thôi áp dụng"}
    )
    second.refresh_from_db()
    assert f"{second.ends_on}" == "2026-10-31"
    general = SeparationRule.objects.filter(unit=None).first()
    role(user("quantri-hoalac"), Role.ADMINISTRATOR, w.other_commune)
    assert office.get(reverse("workflows:separation_rule_end", args=[general.pk])).status_code == 404


def test_series_are_opened_and_go_only_up(w, office):
    path = reverse("workflows:series_new")
    data = {
        "unit": w.commune.pk,
        "document_type": "quyet_dinh",
        "term": "2030-2035",
        "next_number": "1",
        "starts_on": "1/12/2026",
    }
    page = office.post(path, data, follow=True).text
    assert "Số đầu tiên sẽ là 01-QĐ/ĐU" in page
    former = NumberSeries.objects.get(unit=w.commune, document_type="quyet_dinh", term="2025-2030")
    assert f"{former.ends_on}" == "2026-11-30"
    again = office.post(path, data)
    assert again.status_code == 422 and "đã có sổ số này cho nhiệm kỳ 2030-2035" in again.text
    assert office.post(path, data | {"term": "cũ", "starts_on": "1/1/2020"}).status_code == 422
    change = reverse("workflows:series_next", args=[former.pk])
    office.post(change, {"next_number": "5", "reason": "Chưa lấy số nào nên sửa xuống được"})
    former.numbers.create(
        value=5, text="05-QĐ/ĐU", used_for="Thử", taken_at=timezone.now(), taken_by_name="Đỗ Thị Hằng"
    )
    former.next_number = 6
    former.save()
    down = office.post(change, {"next_number": "4", "reason": "Nhầm"})
    assert down.status_code == 422 and "một số không dùng hai lần" in down.text and 'value="4"' in down.text
    office.post(change, {"next_number": "9", "reason": "Số 6 đến 8 ghi sổ giấy"})
    entry = Entry.objects.filter(verb="Đổi số tiếp theo").latest("id")
    assert (entry.note, entry.data) == ("Số 6 đến 8 ghi sổ giấy", {"from": 6, "to": 9})
    assert office.post(change, {"next_number": "10", "reason": ""}).status_code == 422
