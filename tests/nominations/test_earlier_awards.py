"""Awards of other years: from a sheet, by hand, struck; and who may."""

from datetime import date

import pytest

from nominations.earlier import EarlierAwardRefused, earlier_awards_of, strike_earlier_award, write_earlier_award
from nominations.models import EarlierAward
from permissions.exceptions import NotPermitted
from rolls.services import put_on_roll
from spreadsheets.services.undoing import undo
from tests.spreadsheets.makers import xlsx
from tests.spreadsheets.taking_in import checked, states, taken

HEADINGS = ("STT", "Họ tên", "Năm sinh", "Đơn vị", "Hình thức khen", "Số QĐ", "Ngày QĐ", "Cấp khen thưởng")
ROWS = (
    ("ĐẢNG BỘ XÃ TÂN MỸ",),
    ("DANH SÁCH KHEN THƯỞNG NĂM 2023",),
    HEADINGS,
    (1, "Nguyễn Thị Mai", "12/05/1971", "Chi bộ ấp Tân Bình 1", "Giấy khen", "45-QĐ/HU", date(2023, 5, 12), "Huyện ủy An Phú"),
    (2, "Chi bộ ấp Tân Bình 1", None, "", "Tặng Giấy khen", "45-QĐ/HU", "12/5/2023", "Huyện ủy An Phú"),
    (3, "Ly", 1980, "Chi bộ ấp Tân Bình 1", "Kỷ niệm chương", "46-QĐ/HU", "31/02/2023", ""),
    (4, "Nguyễn Văn Hùng", 1962, "", "BK", "", None, "Tỉnh ủy"),
)  # fmt: skip


@pytest.fixture
def sheet(w, tmp_path):
    return xlsx(tmp_path / "khen-thuong.xlsx", ROWS)


def test_a_sheet_of_awards_is_read_told_of_and_taken_in(w, sheet):
    mai = put_on_roll(
        unit=w.cell, kind="individual", facts={"full_name": "Nguyễn Thị Mai", "birth_date": date(1971, 5, 12)},
        actor=w.secretary, at=w.at,
    ).person  # fmt: skip
    made = checked("earlier_awards", sheet, unit=w.cell, actor=w.secretary, at=w.at)
    assert states(made) == {4: "good", 5: "good", 6: "bad", 7: "bad"}
    reasons = {row.number: {p["column"]: p["reason"] for p in row.problems} for row in made.rows.filter(state="bad")}
    assert "không rõ là giấy khen hay bằng khen" in reasons[6]["Hình thức khen"]
    assert "Không có ngày 31/2/2023" in reasons[6]["Ngày QĐ"]
    assert "năm hoặc ngày quyết định" in " ".join(reasons[7].values())
    taken(made, actor=w.secretary, at=w.at)
    found = {a.recipient_name: a for a in EarlierAward.objects.all()}
    assert set(found) == {"Nguyễn Thị Mai", "Chi bộ ấp Tân Bình 1"}
    assert found["Nguyễn Thị Mai"].person == mai
    assert (found["Nguyễn Thị Mai"].year, found["Nguyễn Thị Mai"].recipient_kind) == (2023, "individual")
    assert found["Chi bộ ấp Tân Bình 1"].recipient_kind == "collective"


def test_the_same_sheet_again_adds_nothing_and_undoing_takes_all_back(w, sheet):
    first = taken(checked("earlier_awards", sheet, unit=w.cell, actor=w.secretary, at=w.at), actor=w.secretary, at=w.at)
    again = checked("earlier_awards", sheet, unit=w.cell, actor=w.secretary, at=w.at)
    assert states(again) == {4: "known", 5: "known", 6: "bad", 7: "bad"}
    undo(first, actor=w.secretary, at=w.at)
    assert not EarlierAward.objects.exists()


def test_one_award_by_hand_once_and_struck_with_a_reason(w):
    facts = {
        "recipient_kind": "individual",
        "recipient_name": "Y Khŭt Ñuôl",
        "birth_year": 1988,
        "form": "giay_khen",
        "year": 2024,
    }
    award = write_earlier_award(unit=w.cell, actor=w.secretary, at=w.at, **facts)
    with pytest.raises(EarlierAwardRefused, match="đã có Giấy khen năm 2024"):
        write_earlier_award(unit=w.cell, actor=w.secretary, at=w.at, **facts)
    with pytest.raises(EarlierAwardRefused, match="ngày quyết định"):
        write_earlier_award(unit=w.cell, actor=w.secretary, at=w.at, **facts | {"year": None})
    with pytest.raises(EarlierAwardRefused, match="từ năm 1945"):
        write_earlier_award(unit=w.cell, actor=w.secretary, at=w.at, **facts | {"year": 2031})
    with pytest.raises(NotPermitted):
        write_earlier_award(unit=w.cell, actor=w.sibling_secretary, at=w.at, **facts | {"year": 2023})
    assert list(earlier_awards_of([w.cell.pk], text="khut nuol")) == [award]
    strike_earlier_award(award, reason="Ghi nhầm người", actor=w.appraiser, at=w.at)
    assert not earlier_awards_of([w.cell.pk]).exists()
    assert earlier_awards_of([w.cell.pk], struck=True).get().struck_because == "Ghi nhầm người"
    with pytest.raises(EarlierAwardRefused, match="đã được gạch"):
        strike_earlier_award(award, reason="Lần nữa", actor=w.secretary, at=w.at)
    assert write_earlier_award(unit=w.cell, actor=w.secretary, at=w.at, **facts).pk != award.pk


def test_the_page_searches_hands_out_a_file_and_refuses_strangers(w, client):
    for name, year in (("Nguyễn Thị Mai", 2023), ("=SUM(A1)", 2022)):
        write_earlier_award(
            unit=w.cell,
            actor=w.secretary,
            at=w.at,
            recipient_kind="individual",
            recipient_name=name,
            form="giay_khen",
            year=year,
        )
    client.force_login(w.secretary)
    page = client.get("/danh-sach/khen-thuong-truoc-day/?q=mai").content.decode()
    assert "Nguyễn Thị Mai" in page and "=SUM" not in page
    file = client.get("/danh-sach/khen-thuong-truoc-day/tep/csv/").content.decode("utf-8-sig")
    assert "'=SUM(A1)" in file and "Nguyễn Thị Mai" in file
    assert client.get("/danh-sach/khen-thuong-truoc-day/tep/exe/").status_code == 404
    client.force_login(w.other_secretary)
    assert "Nguyễn Thị Mai" not in client.get("/danh-sach/khen-thuong-truoc-day/").content.decode()
    client.force_login(w.members[1])
    assert client.get("/danh-sach/khen-thuong-truoc-day/").status_code == 403


def test_the_form_keeps_what_was_typed_when_it_is_refused(w, client):
    client.force_login(w.secretary)
    typed = {
        "unit": w.cell.pk,
        "recipient_kind": "individual",
        "recipient_name": "Ly",
        "form": "giay_khen",
        "decided_on": "31/2/2023",
    }
    answer = client.post("/danh-sach/khen-thuong-truoc-day/ghi/", typed)
    assert answer.status_code == 422
    assert 'value="31/2/2023"' in answer.content.decode() and "Không có ngày 31/2/2023" in answer.content.decode()
    for birth in ("9999", "1/1/2999"):
        answer = client.post(
            "/danh-sach/khen-thuong-truoc-day/ghi/", typed | {"decided_on": "28/2/2023", "birth_date": birth}
        )
        assert answer.status_code == 422 and "chưa đúng" in answer.content.decode(), birth
    answer = client.post("/danh-sach/khen-thuong-truoc-day/ghi/", typed | {"decided_on": "28/2/2023"}, follow=True)
    assert "Đã ghi Giấy khen năm 2023 của Ly." in answer.content.decode()
    award = EarlierAward.objects.get()
    assert client.post(f"/danh-sach/khen-thuong-truoc-day/{award.pk}/gach/", {"reason": ""}).status_code == 422
    client.post(f"/danh-sach/khen-thuong-truoc-day/{award.pk}/gach/", {"reason": "Ghi nhầm"})
    award.refresh_from_db()
    assert award.struck_because == "Ghi nhầm"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_many_as_for_one(w, client, count, django_assert_num_queries):
    for n in range(count):
        write_earlier_award(
            unit=w.cell, actor=w.secretary, at=w.at, recipient_kind="individual", recipient_name=f"Lê Văn {n}", form="giay_khen", year=2023
        )  # fmt: skip
    client.force_login(w.secretary)
    client.get("/danh-sach/khen-thuong-truoc-day/")
    with django_assert_num_queries(9):
        client.get("/danh-sach/khen-thuong-truoc-day/")
