"""The pages of the rolls: what each shows, what a refused form keeps, who is asked about, files of the same rows."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from rolls.models import Collective, Person, RollEntry
from rolls.services import put_on_roll, record_rating, take_off_roll
from tests.factories import NOW, START, role
from tests.vietnamese.hard_names import WHOLE

from .pages import BORN, ROLL, add_url, browser, put, words

MOST = 15


# The roll


def test_an_empty_roll_says_what_to_do_first(w, cell):
    page = cell.get(ROLL)
    assert "Danh sách còn trống" in words(page) and add_url(w) in page.text
    assert page.text.count("btn--main") == 1
    assert "Chưa có tập thể nào" in words(cell.get(ROLL, {"loai": "tap-the"}))
    assert f"?loai=roll&amp;don-vi={w.cell.pk}" in page.text
    assert cell.get(reverse("spreadsheets:upload"), {"loai": "roll", "don-vi": w.cell.pk}).status_code == 200


def test_the_roll_stands_in_vietnamese_order_in_two_tabs(w, cell):
    for name in ("Nguyễn Văn Ánh", "Trần Thị Ân", "Lê Đức", "Phạm Dũng", "Hoàng An", "Võ Ý"):
        put(w, name, position="")
    put_on_roll(unit=w.cell, kind="collective", facts={"name": "Tổ hòa giải"}, actor=w.secretary, at=NOW)
    page = cell.get(ROLL)
    names = [entry.person.full_name for entry in page.context["page"].object_list]
    assert names == ["Hoàng An", "Nguyễn Văn Ánh", "Trần Thị Ân", "Phạm Dũng", "Lê Đức", "Võ Ý"]
    assert "Đảng viên và quần chúng (6)" in words(page) and "Tập thể (1)" in words(page)
    assert "Tổ hòa giải" in words(cell.get(ROLL, {"loai": "tap-the"}))


def test_filters_live_in_the_address(w):
    put(w, "Lê Thị Hòa", card_number="079070000001")
    put(w, "Phan Hoa", is_party_member=False)
    gone = put(w, "Trần Đi")
    take_off_roll(gone, ends_on=NOW.date(), reason="Chuyển sinh hoạt", actor=w.secretary, at=NOW)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        cell = browser(w.secretary)
        found = {
            key: [entry.person.full_name for entry in cell.get(f"{ROLL}?{key}").context["page"].object_list]
            for key in ("q=HOA", "q=le hòa", "q=079 070", "la=ngoai", "con=roi", "q=x", "la=khong-ro", "trang=99")
        }
    assert found == {
        "q=HOA": ["Lê Thị Hòa", "Phan Hoa"],
        "q=le hòa": ["Lê Thị Hòa"],
        "q=079 070": ["Lê Thị Hòa"],
        "la=ngoai": ["Phan Hoa"],
        "con=roi": ["Trần Đi"],
        "q=x": [],
        "la=khong-ro": ["Lê Thị Hòa", "Phan Hoa"],
        "trang=99": ["Lê Thị Hòa", "Phan Hoa"],
    }


def test_an_office_chooses_a_unit_or_looks_everywhere(w, office):
    put(w, "Lê Thị Hòa", w.sibling)
    page = office.get(ROLL)
    assert [unit.name for unit in page.context["page"]] == [w.commune.name, w.cell.name, w.sibling.name]
    assert "1 người, 0 tập thể" in words(page)
    assert [unit.name for unit in office.get(ROLL, {"q": "binh 2"}).context["page"]] == [w.sibling.name]
    everywhere = words(office.get(ROLL, {"don-vi": "tat-ca", "q": "hoa"}))
    assert "Lê Thị Hòa" in everywhere and w.sibling.name in everywhere
    assert "Lê Thị Hòa" in words(office.get(ROLL, {"don-vi": w.sibling.pk}))


def test_what_is_not_yours_is_not_there(w, cell):
    theirs = put(w, "Lê Thị Hòa", w.sibling)
    for address in (
        f"{ROLL}?don-vi={w.sibling.pk}",
        f"{ROLL}?don-vi=0",
        f"{ROLL}?don-vi=x",
        f"/danh-sach/tep/csv/?don-vi={w.sibling.pk}",
        "/danh-sach/tep/pdf/",
        add_url(w, where=w.sibling),
        add_url(w, word="khac"),
        reverse("rolls:edit", args=[theirs.pk]),
        reverse("rolls:take_off", args=[theirs.pk]),
        reverse("rolls:person", args=[theirs.person_id]),
        reverse("rolls:discipline", args=["nguoi", theirs.person_id]),
    ):
        assert cell.get(address).status_code == 404, address
    assert cell.post(reverse("rolls:rate", args=["nguoi", theirs.person_id]), {}).status_code == 404
    assert browser(w.members[1]).get(ROLL).status_code == 403


def test_the_inspector_reads(w):
    put(w)
    inspector = browser(w.inspector)
    page = inspector.get(ROLL, {"don-vi": w.cell.pk})
    assert "Nguyễn Văn Hùng" in words(page) and "Thêm một người" not in words(page)
    assert inspector.get(add_url(w)).status_code == 403


@pytest.mark.parametrize("address", ["", "?don-vi=tat-ca", "?don-vi=tat-ca&loai=tap-the"])
def test_lists_ask_as_often_for_three_as_for_one(w, office, address):
    def more():
        entry = put(w, WHOLE[RollEntry.objects.count()], birth_date=BORN)
        record_rating(entry.person, year=2025, rating="good", actor=w.secretary, at=NOW)
        put_on_roll(unit=w.cell, kind="collective", facts={"name": f"Tổ {entry.pk}"}, actor=w.secretary, at=NOW)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert office.get(ROLL + address).status_code == 200
        return len(captured)

    more()
    one = asked()
    more()
    more()
    assert asked() == one <= MOST


# Adding and changing


def test_a_person_is_added_with_the_name_alone(w, cell):
    assert cell.get(add_url(w)).status_code == 200
    answer = cell.post(add_url(w), {"full_name": "  Y Khŭt   Ñuôl "}, follow=True)
    assert "Đã thêm Y Khŭt Ñuôl vào danh sách" in words(answer)
    person = Person.objects.get()
    assert (person.full_name, person.birth_year, person.is_party_member) == ("Y Khŭt Ñuôl", None, True)
    again = cell.post(add_url(w), {"full_name": "Ly", "more": "1", "is_party_member": "no"})
    assert again.url == add_url(w) and not Person.objects.get(full_name="Ly").is_party_member


@pytest.mark.parametrize(
    "typed, day, year",
    [
        ("05/3/1968", date(1968, 3, 5), 1968),
        ("5.3.68", date(1968, 3, 5), 1968),
        ("5 3 1968", date(1968, 3, 5), 1968),
        ("1968-03-05", date(1968, 3, 5), 1968),
        ("1968", None, 1968),
        ("", None, None),
    ],
)
def test_birth_is_typed_in_any_usual_form(w, cell, typed, day, year):
    assert cell.post(add_url(w), {"full_name": "Ly", "birth": typed}).status_code == 302
    person = Person.objects.get()
    assert (person.birth_date, person.birth_year) == (day, year)


def test_a_refused_form_keeps_everything_and_says_why(w, cell):
    typed = {"full_name": "Ly", "birth": "31/02/1968", "card_number": "123", "ethnicity": "Ê Đê", "position": "Bí thư"}
    page = cell.post(add_url(w), typed)
    assert page.status_code == 422 and not Person.objects.exists()
    assert "Không có ngày 31/2/1968" in words(page)
    for value in typed.values():
        assert f'value="{value}"' in page.text
    page = cell.post(add_url(w), typed | {"birth": "1790"})
    assert "Năm sinh 1790 chưa đúng" in words(page)
    page = cell.post(add_url(w), typed | {"birth": ""})
    assert page.status_code == 422 and "12 chữ số" in words(page)
    assert "Chưa ghi họ và tên" in words(cell.post(add_url(w), {"position": "Bí thư"}))


def test_a_doubtful_match_is_shown_side_by_side(w, cell):
    known = put(w, where=w.sibling, birth_year=1970).person
    typed = {"full_name": "Nguyễn Văn Hùng", "position": "Tổ trưởng", "submission_key": "k1"}
    page = cell.post(add_url(w), typed)
    assert page.status_code == 422 and RollEntry.objects.count() == 1
    text = words(page)
    for part in ("Có phải là cùng một người?", "1970", w.sibling.name, "Đúng là người này", "Là người khác"):
        assert part in text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert hidden.items() >= typed.items()
    assert cell.post(add_url(w), typed | {"same_as": known.pk}).status_code == 302
    entry = RollEntry.objects.get(unit=w.cell)
    assert entry.person == known and entry.position == "Tổ trưởng"
    cell.post(add_url(w), typed | {"submission_key": "k2", "is_new": "1"})
    assert Person.objects.filter(full_name="Nguyễn Văn Hùng").count() == 2


def test_the_same_form_sent_twice_adds_once(w, cell):
    for _ in range(2):
        assert cell.post(add_url(w), {"full_name": "Ly", "submission_key": "mot-lan"}).status_code == 302
    assert RollEntry.objects.count() == 1


def test_who_stands_elsewhere_too_is_told(w, cell):
    put(w, where=w.sibling, birth_date=BORN)
    answer = cell.post(add_url(w), {"full_name": "Nguyễn Văn Hùng", "birth": "05/3/1970"}, follow=True)
    assert f"cũng đang ở danh sách của {w.sibling.name}" in words(answer)


def test_collectives_are_added_and_alike_ones_asked_about(w, cell, office):
    assert cell.post(add_url(w, "tap-the"), {"full_name": "Chi bộ ấp Tân Bình 1"}).status_code == 302
    own = Collective.objects.get()
    assert own.unit == w.cell and own.is_party_organization
    for where in (w.cell, w.sibling):
        made = Collective.objects.create(name="Tổ hòa giải", created_at=NOW)
        RollEntry.objects.create(unit=where, collective=made, starts_on=START)
    page = office.post(add_url(w, "tap-the", w.commune), {"full_name": "Tổ hoà giải"})
    assert page.status_code == 422 and "Có phải là cùng một tập thể?" in words(page)
    assert w.sibling.name in words(page)
    office.post(add_url(w, "tap-the", w.commune), {"full_name": "Tổ hoà giải", "same_as": made.pk})
    assert RollEntry.objects.get(unit=w.commune).collective == made


def test_an_entry_is_changed_and_a_second_tab_is_told(w, cell):
    entry = put(w, birth_date=BORN)
    address = reverse("rolls:edit", args=[entry.pk])
    page = cell.get(address)
    assert 'value="05/03/1970"' in page.text
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    form = {"full_name": "Nguyễn Văn Hưng", "birth": "05/3/1970", "seen": seen, "is_party_member": "yes"}
    assert cell.post(address, form | {"position": "Bí thư"}).url == reverse("rolls:person", args=[entry.person_id])
    late = cell.post(address, form | {"position": "Phó Bí thư"})
    assert late.status_code == 422 and "vừa sửa dòng này" in words(late) and 'value="Phó Bí thư"' in late.text
    entry.refresh_from_db()
    assert (entry.person.full_name, entry.position) == ("Nguyễn Văn Hưng", "Bí thư")


def test_a_change_into_somebody_else_shows_who_it_is(w, cell):
    put(w, "Lò Thị Ín", w.sibling, card_number="079070000001")
    entry = put(w)
    page = cell.post(reverse("rolls:edit", args=[entry.pk]), {"full_name": "Hùng", "card_number": "079070000001"})
    assert page.status_code == 422 and "đã ghi cho Lò Thị Ín" in words(page)


def test_a_collective_is_renamed(w, office):
    entry = put_on_roll(unit=w.commune, kind="collective", facts={"name": "Hội Nông dân"}, actor=w.appraiser, at=NOW)
    form = {"full_name": "Hội Nông dân xã", "former_names": ""}
    assert office.post(reverse("rolls:edit", args=[entry.pk]), form).status_code == 302
    assert "Hội Nông dân xã" in words(office.get(reverse("rolls:collective", args=[entry.collective_id])))
    assert Collective.objects.get().former_names == "Hội Nông dân"


def test_somebody_is_taken_off_with_a_reason(w, cell):
    entry = put(w)
    address = reverse("rolls:take_off", args=[entry.pk])
    assert cell.get(address).status_code == 200
    assert cell.post(address, {"ends_on": "04/5/2026"}).status_code == 422
    assert "Ngày cuối phải từ" in words(cell.post(address, {"ends_on": "05/5/2026", "reason": "Từ trần"}))
    assert cell.post(address, {"ends_on": "04/5/2026", "reason": "Từ trần"}).status_code == 302
    entry.refresh_from_db()
    assert entry.ends_on == NOW.date() and entry.ended_because == "Từ trần"


# Files


def test_files_hold_what_is_shown_and_no_formula(w, cell):
    put(w, "Lê Thị Hòa", birth_date=BORN, card_number="079070000001", ethnicity="=1+1")
    put(w, "Phan Ngoài", is_party_member=False, birth_year=1980)
    answer = cell.get("/danh-sach/tep/csv/", {"la": "dang"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Họ và tên"] for row in rows] == ["Lê Thị Hòa"]
    assert rows[0] | {"Ngày sinh": "05/03/1970", "Số thẻ đảng viên": "079070000001", "Dân tộc": "'=1+1"} == rows[0]
    assert "danh-sach-chi-bo-ap-tan-binh-1.csv" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(cell.get("/danh-sach/tep/xlsx/").content))
    cells = [[cell.value for cell in row] for row in book.active]
    assert len(cells) == 3 and cells[1][3] == "=1+1" and book.active["D2"].data_type == "s"
    assert cells[2][1] == "1980"


def test_the_file_of_an_office_holds_all_units(w, office):
    put(w)
    put(w, "Ly", w.sibling)
    text = office.get("/danh-sach/tep/csv/").content.decode("utf-8-sig")
    assert w.cell.name in text and w.sibling.name in text
    assert office.get("/danh-sach/tep/csv/", {"loai": "tap-the"}).content.decode("utf-8-sig").startswith("Tên tập thể")


def test_several_cells_are_chosen_between(w):
    role(w.secretary, "cell_officer", w.sibling)
    client = browser(w.secretary)
    assert [unit.pk for unit in client.get(ROLL).context["page"]] == [w.cell.pk, w.sibling.pk]
