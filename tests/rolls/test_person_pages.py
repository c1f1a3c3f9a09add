"""The page of a person: facts, ratings, discipline, two records of one person; and units that go on from others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from organizations.models import UnitSuccession
from organizations.services import close_unit
from rolls.exceptions import RollRefused
from rolls.models import DisciplinaryAction, NotTheSame, Person, YearlyRating
from rolls.services import merge_people, record_discipline, record_rating
from tests.factories import NOW, START, line, unit

from .pages import BORN, browser, put, words

# A person's page


def test_the_page_of_a_person_shows_facts_rolls_ratings_and_discipline(w, cell):
    entry = put(w, birth_date=BORN, card_number="079070000001", ethnicity="Khmer")
    record_rating(entry.person, year=2024, rating="excellent", source="Quyết định 9", actor=w.secretary, at=NOW)
    record_discipline(entry.person, form="Khiển trách", decided_on=START, actor=w.appraiser, at=NOW)
    text = words(cell.get(reverse("rolls:person", args=[entry.person_id])))
    for part in (
        "05/3/1970",
        "079070000001",
        "Khmer",
        w.cell.name,
        "2024",
        "Hoàn thành xuất sắc",
        "Quyết định 9",
        "Khiển trách",
    ):
        assert part in text
    assert "Ghi kỷ luật" not in text.split("Nhật ký")[0], "the cell reads discipline, it does not write it"


def test_a_rating_is_added_on_the_page_of_the_person(w, cell):
    entry = put(w)
    address = reverse("rolls:rate", args=["nguoi", entry.person_id])
    page = cell.post(address, {"year": 2025, "rating": "", "source": "Quyết định 12"})
    assert page.status_code == 422 and 'value="Quyết định 12"' in page.text
    assert cell.post(address, {"year": 2025, "rating": "good"}).status_code == 302
    assert YearlyRating.objects.get().year == 2025
    assert browser(w.inspector).post(address, {"year": 2024, "rating": "good"}).status_code == 403


def test_discipline_is_written_by_the_office_and_struck_with_a_reason(w, office):
    entry = put(w)
    address = reverse("rolls:discipline", args=["nguoi", entry.person_id])
    assert office.post(address, {"form": "Cảnh cáo", "decided_on": "31/02/2026"}).status_code == 422
    form = {"form": "Cảnh cáo", "decision_number": "7-QĐ/ĐU", "decided_on": "02/01/2026", "ends_on": "01/01/2025"}
    assert "phải từ ngày quyết định" in words(office.post(address, form))
    assert office.post(address, form | {"ends_on": ""}).status_code == 302
    action = DisciplinaryAction.objects.get()
    strike = reverse("rolls:discipline_strike", args=[action.pk])
    assert office.get(strike).status_code == 200
    page = office.post(strike, {"reason": "Ghi nhầm người"}, follow=True)
    assert "Đã gạch 04/5/2026: Ghi nhầm người" in words(page)
    assert office.post(strike, {"reason": "Nữa"}).status_code == 422


def test_two_records_of_one_person_are_compared_and_merged(w, office):
    one, other = put(w, birth_year=1970).person, put(w, where=w.sibling, birth_date=BORN, ethnicity="Khmer").person
    NotTheSame.objects.all().delete()
    page = office.get(reverse("rolls:person", args=[one.pk]))
    address = reverse("rolls:compare", args=[one.pk, other.pk])
    assert "Có thể là cùng một người" in words(page) and address in page.text
    text = words(office.get(address))
    assert "năm 1970" in text and "05/3/1970" in text and w.sibling.name in text
    foreign = words(browser(w.secretary).get(address))
    assert "không giữ danh sách có người thứ hai" in foreign
    assert "1970" in foreign and "05/3/1970" not in foreign and "Khmer" not in foreign
    assert office.post(address, {"answer": "same"}).status_code == 302
    merged = office.get(reverse("rolls:person", args=[other.pk]))
    assert merged.url == reverse("rolls:person", args=[one.pk])
    one.refresh_from_db()
    assert one.birth_date == BORN and one.entries.count() == 2
    assert office.get(address).status_code == 404


def test_two_people_of_one_name_are_kept_apart(w, cell):
    one, other = put(w).person, put(w, "Nguyễn Văn Hưng").person
    Person.objects.filter(pk=other.pk).update(full_name=one.full_name, name_key=one.name_key)
    address = reverse("rolls:compare", args=[one.pk, other.pk])
    assert cell.post(address, {"answer": "other"}).status_code == 302
    assert "Có thể là cùng một người" not in words(cell.get(reverse("rolls:person", args=[one.pk])))
    stranger = put(w, "Ly", w.sibling).person
    assert cell.get(reverse("rolls:compare", args=[one.pk, stranger.pk])).status_code == 404


def test_two_with_open_lines_for_one_form_are_not_merged(w, office):
    people = [put(w, name).person for name in ("Nguyễn Văn Hùng", "Nguyễn V. Hùng")]
    for person in people:
        n = line(w)
        n.nominee.person = person
        n.nominee.save()
        n.save()
    with pytest.raises(RollRefused, match="rút một đề nghị"):
        merge_people(*people, actor=w.appraiser, at=NOW)
    assert not Person.objects.exclude(merged_into=None).exists()
    n.nominee.person = None
    n.nominee.save()
    n.save()
    other = line(w, w.round.dossiers.first(), full_name="Khác")
    other.nominee.person = people[1]
    other.nominee.save()
    other.form = "bang_khen"
    other.save()
    merge_people(*people, actor=w.appraiser, at=NOW)
    other.refresh_from_db()
    assert other.subject_key == f"person:{people[0].pk}"


# Units that go on from others


def test_the_administrator_notes_which_unit_went_over_into_which(w):
    client = browser(w.administrator)
    old = unit("cell", "Chi bộ ấp Cũ", w.commune)
    close_unit(old, actor=None, at=NOW, ends_on=NOW.date() - timedelta(days=1))
    address = reverse("permissions:unit_succession", args=[w.cell.pk])
    page = client.get(address)
    assert "Đã kết thúc" in page.text and f'value="{w.cell.pk}"' not in page.text
    form = {"predecessor": old.pk, "happened_on": "01/5/2026", "source": "Quyết định 5"}
    assert client.post(address, form | {"happened_on": "01/6/2026"}).status_code == 422
    assert client.post(address, form | {"predecessor": w.other_cell.pk}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert UnitSuccession.objects.get().predecessor == old
    shown = words(client.get(reverse("permissions:unit", args=[w.cell.pk])))
    assert "Kế tục Chi bộ ấp Cũ từ 01/5/2026" in shown
    assert "Đã chuyển thành Chi bộ ấp Tân Bình 1" in words(client.get(reverse("permissions:unit", args=[old.pk])))
    back = reverse("permissions:unit_succession", args=[old.pk])
    refused = client.post(back, {"predecessor": w.cell.pk, "happened_on": "01/5/2026"})
    assert refused.status_code == 422 and "đã kế tục đơn vị này" in words(refused)
