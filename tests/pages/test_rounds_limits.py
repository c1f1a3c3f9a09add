"""More time for a unit, and quotas: the office's limits of a round."""

import pytest

from history.models import Entry
from nominations.models import Quota, RoundExtension
from nominations.queries import deadline_for
from tests.pages.office import page_text
from tests.pages.rounds import extension, later, own, url


@pytest.fixture
def office(client, w):
    """A client signed in as the commune's appraiser, who may run rounds."""
    client.force_login(w.appraiser)
    return client


# More time


def test_one_unit_gets_more_time_with_a_reason(office, w, opened):
    assert office.post(url("round_extend", opened), extension(w)).status_code == 302
    assert deadline_for(opened, w.cell.pk) > opened.deadline == deadline_for(opened, w.sibling.pk)
    text = page_text(office.get(url("round", opened)))
    assert "Chi bộ bị ngập." in text and "Đồng chí Trần Văn Đức" in text and "gia hạn đến" in text
    assert Entry.objects.get(verb="Gia hạn cho đơn vị").note == "Chi bộ bị ngập."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "Chưa ghi lý do"),
        ({"deadline_day": later(2)}, "Hạn mới phải sau hạn chung"),
        ({"unit": ""}, "Chưa chọn đơn vị"),
    ],
)
def test_an_extension_is_refused_with_everything_typed(office, w, opened, wrong, said):
    response = office.post(url("round_extend", opened), extension(w) | wrong)
    assert response.status_code == 422 and said in page_text(response) and 'value="11:30"' in response.content.decode()
    assert not RoundExtension.objects.exists()


def test_only_units_below_get_more_time(office, w, opened):
    assert office.post(url("round_extend", opened), extension(w, unit=w.other_cell.pk)).status_code == 422
    assert not RoundExtension.objects.exists()


# Quotas


def general(**more):
    return {
        "chung": 1,
        "chung-collective-limit": "2",
        "chung-collective-mode": "block",
        "chung-individual-limit": "",
        "chung-individual-mode": "warn",
    } | more


def test_quotas_are_set_changed_and_taken_away_with_records(office, w, opened):
    page = url("round_quotas", opened)
    office.post(page, general())
    assert list(Quota.objects.values_list("recipient_kind", "limit", "mode", "unit")) == [
        ("collective", 2, "block", None)
    ]
    office.post(page, own(w))
    assert Quota.objects.get(unit=w.cell).limit == 5
    assert "Chi bộ ấp Tân Bình 1: 5 cá nhân" in page_text(office.get(url("round", opened)))
    office.post(page, own(w, **{"rieng-individual-limit": "6"}))
    assert Quota.objects.get(unit=w.cell).limit == 6
    office.post(page, {"bo": Quota.objects.get(unit=w.cell).pk})
    office.post(page, general(**{"chung-collective-limit": ""}))
    assert not Quota.objects.exists()
    notes = list(Entry.objects.filter(verb="Đặt chỉ tiêu").order_by("id").values_list("note", "unit_name"))
    assert notes == [
        ("Tập thể: 2, không cho trình khi vượt", ""), ("Cá nhân: 5, nhắc khi vượt", w.cell.name), ("Cá nhân: 6, nhắc khi vượt", w.cell.name),
        ("Cá nhân: không giới hạn", w.cell.name), ("Tập thể: không giới hạn", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (general(**{"chung-collective-limit": "hai"}), "Chỉ tiêu phải là một số"),
        (general(**{"chung-individual-limit": "-1"}), "Chỉ tiêu không thể nhỏ hơn 0"),
        (
            {
                "rieng": 1,
                "unit": "",
                "rieng-collective-limit": "1",
                "rieng-collective-mode": "warn",
                "rieng-individual-mode": "warn",
            },
            "Chưa chọn đơn vị",
        ),
    ],
)
def test_a_wrong_quota_is_said_and_nothing_is_written(office, opened, sent, said):
    response = office.post(url("round_quotas", opened), sent)
    assert response.status_code == 422 and said in page_text(response)
    assert not Quota.objects.exists()


def test_an_empty_quota_of_a_unit_is_said(office, w, opened):
    response = office.post(url("round_quotas", opened), own(w, **{"rieng-individual-limit": ""}))
    assert response.status_code == 422 and "Chưa ghi chỉ tiêu riêng nào" in page_text(response)


def test_a_quota_of_another_round_is_not_taken_away_here(office, w, opened):
    foreign = w.upper_round.quotas.create(unit=w.cell, recipient_kind="individual", limit=1)
    assert office.post(url("round_quotas", opened), {"bo": foreign.pk}).status_code == 404
    assert Quota.objects.filter(pk=foreign.pk).exists()
