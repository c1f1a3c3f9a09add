"""Rolls from sheets: what is read of people and collectives, whom a row is about, what is written and what never is."""

from datetime import date, timedelta

import pytest
import time_machine

from organizations.models import Unit
from organizations.queries import units_below
from rolls.importing.matching import UnitNames, recognise_all
from rolls.models import Collective, NotTheSame, Person, RollEntry, YearlyRating
from rolls.queries import find_person
from rolls.recognition import Facts
from spreadsheets.exceptions import ImportRefused, NotReady
from spreadsheets.services.taking import choose, choose_all_new, start_taking
from tests.factories import NOW

from .importing import checked, press, reasons, row, states, taken, work, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """Keep files apart, on the day of the factories."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    with time_machine.travel(NOW, tick=False):
        yield


def sheet(head: list[str], *rows: list) -> bytes:
    """Return a sheet without titles: the first row of data is row 2."""
    return xlsx(*rows, titles=[], head=head)


def person(name: str) -> Person:
    return Person.objects.get(full_name=name)


class TestPeople:
    HEAD = [
        "STT", "Họ tên đảng viên", "Ngày tháng năm sinh", "Nam/Nữ", "Dân tộc", "Chức vụ", "Ngày kết nạp", "Số thẻ",
        "Xếp loại 2024", "Kết quả xếp loại năm 2025",
    ]  # fmt: skip

    def test_everything_that_a_list_says_is_kept(self, w):
        rows = [
            1,
            "Y Khŭt  Ñuôl",
            "12/5/1970",
            "Nam",
            "Ê Đê",
            "Trưởng buôn",
            "19/5/1998",
            12345678901,
            "HTTNV",
            "HTXSNV",
        ]
        made = taken(w, sheet(self.HEAD, rows))
        found = person("Y Khŭt Ñuôl")
        assert (found.birth_date, found.birth_year, found.sex) == (date(1970, 5, 12), 1970, "male")
        assert (found.ethnicity, found.joined_on, found.card_number) == ("Ê Đê", date(1998, 5, 19), "012345678901")
        assert (found.is_party_member, found.created_by) == (True, w.secretary)
        entry = RollEntry.objects.get()
        assert (entry.unit, entry.position, entry.starts_on, entry.ends_on) == (w.cell, "Trưởng buôn", NOW.date(), None)
        assert dict(YearlyRating.objects.values_list("year", "rating")) == {2024: "good", 2025: "excellent"}
        assert made.original_name in YearlyRating.objects.first().source
        keys = found.name_key, found.sort_key
        found.save()
        assert (found.name_key, found.sort_key) == keys

    def test_women_and_men_in_columns_of_their_own(self, w):
        rows = [["Nguyễn Văn An", "1970", None], ["Trần Thị Ái", None, "1980"], ["Lê Văn Tám", "x", None]]
        taken(w, sheet(["Họ và tên", "Nam", "Nữ"], *rows))
        found = {p.full_name: (p.sex, p.birth_year) for p in Person.objects.all()}
        assert found == {
            "Nguyễn Văn An": ("male", 1970), "Trần Thị Ái": ("female", 1980), "Lê Văn Tám": ("male", None),
        }  # fmt: skip

    def test_who_is_no_member_is_kept_too(self, w):
        taken(w, sheet(["Họ và tên", "Năm sinh", "Là đảng viên"], ["Nguyễn Văn An", 1970, "không"]))
        assert not person("Nguyễn Văn An").is_party_member

    @pytest.mark.parametrize(("cells", "column"), [
        ([1, "Nguyễn Văn An", "31/02/1970"], "Ngày tháng năm sinh"), ([1, "Cộng: 25"], "Họ tên đảng viên"),
        ([1, "An", "1/1/1970", "Khác"], "Nam/Nữ"), ([1, "An", "1/1/1970", None, None, None, "1/1/1975"], "Ngày kết nạp"),
        ([1, "An", "1970", None, None, None, None, "123"], "Số thẻ"),
        ([1, "An", "1970", None, None, None, None, None, "loại A"], "Xếp loại 2024"),
        ([1, "An", "1/1/2030"], "Ngày tháng năm sinh"), ([1, None, "1/1/1970"], "Họ tên đảng viên"),
    ])  # fmt: skip
    def test_what_is_wrong_names_its_column(self, w, cells, column):
        made = checked(w, sheet(self.HEAD, cells))
        assert states(made) == {2: "bad"}
        assert [problem["column"] for problem in row(made, 2).problems] == [column]

    def test_all_that_is_wrong_with_a_row_is_said_at_once(self, w):
        made = checked(w, sheet(self.HEAD, [1, "An", "31/2/1970", "Khác", None, None, None, "12"]))
        assert len(row(made, 2).problems) == 3


class TestUnits:
    HEAD = ["Họ và tên", "Năm sinh", "Chi bộ"]

    def test_the_office_imports_the_rolls_of_its_cells(self, w):
        rows = [["Nguyễn Văn An", 1970, "Chi bộ ấp Tân Bình 1"], ["Trần Thị Ái", 1980, "CB ẤP TÂN BÌNH 2"],
                ["Lê Văn Tám", 1968, None], ["Đỗ Thị Hòa", 1979, "Chi bộ ấp Hòa Đông"]]  # fmt: skip
        made = taken(w, sheet(self.HEAD, *rows), unit=w.commune, actor=w.appraiser)
        where = dict(RollEntry.objects.values_list("person__full_name", "unit__name"))
        assert where == {
            "Nguyễn Văn An": w.cell.name, "Trần Thị Ái": w.sibling.name, "Lê Văn Tám": w.commune.name,
        }  # fmt: skip
        assert states(made)[5] == "bad" and row(made, 5).problems[0]["value"] == "Chi bộ ấp Hòa Đông"

    def test_a_cell_cannot_write_into_the_roll_of_another(self, w):
        made = checked(w, sheet(self.HEAD, ["Nguyễn Văn An", 1970, w.sibling.name]))
        assert states(made) == {2: "bad"}

    def test_names_that_may_mean_two_units_mean_none(self, w):
        Unit.objects.filter(pk=w.sibling.pk).update(name=w.cell.name)
        assert UnitNames(w.commune, units_below(w.commune, NOW.date())).find(w.cell.name) is None


class TestWhoIsMeant:
    HEAD = ["Họ và tên", "Ngày sinh", "Số thẻ đảng", "Xếp loại 2025"]
    AN = ["Nguyễn Văn An", "12/5/1970", "012345678901", None]

    def test_one_person_on_two_rolls_is_one_record(self, w):
        taken(w, sheet(self.HEAD, self.AN))
        made = taken(w, sheet(self.HEAD, self.AN), unit=w.sibling, actor=w.sibling_secretary)
        assert Person.objects.count() == 1
        assert set(RollEntry.objects.values_list("unit", flat=True)) == {w.cell.pk, w.sibling.pk}
        assert row(made, 2).made == [["rolls.RollEntry", RollEntry.objects.last().pk]]

    def test_the_next_years_ratings_are_added_and_nothing_else(self, w):
        taken(w, sheet(self.HEAD, self.AN))
        again = ["NGUYỄN VĂN AN", "12/5/1970", None, "HTTNV"]
        made = checked(w, sheet(self.HEAD, again))
        assert states(made) == {2: "good"} and "chỉ ghi thêm xếp loại năm 2025" in reasons(made, 2)[0]
        press(made)
        assert (Person.objects.count(), RollEntry.objects.count(), YearlyRating.objects.count()) == (1, 1, 1)
        assert person("Nguyễn Văn An").card_number == "012345678901"

    def test_what_is_known_otherwise_stays_and_is_told(self, w):
        taken(w, sheet(self.HEAD, [*self.AN[:3], "HTTNV"]))
        made = checked(w, sheet(self.HEAD, [*self.AN[:3], "HTXSNV"]))
        assert states(made) == {2: "known"} and "giữ nguyên" in reasons(made, 2)[0]

    def test_a_name_alone_is_asked_about_and_the_answer_kept(self, w):
        taken(w, sheet(self.HEAD, self.AN))
        known = person("Nguyễn Văn An")
        content = sheet(self.HEAD, ["Nguyễn Văn An", "1970", None, None])
        made = checked(w, content, unit=w.sibling, actor=w.sibling_secretary)
        assert states(made) == {2: "doubtful"}
        assert row(made, 2).matches[0]["id"] == str(known.pk)
        for part in ("sinh 12/5/1970", "012345678901", w.cell.name):
            assert part in row(made, 2).matches[0]["label"]
        choose(made, {2: "new"}, actor=w.sibling_secretary, at=NOW)
        press(made)
        pair = NotTheSame.objects.get()
        assert {pair.first_id, pair.second_id} == set(Person.objects.values_list("pk", flat=True))

    def test_the_same_person_chosen_by_hand(self, w):
        taken(w, sheet(self.HEAD, self.AN))
        content = sheet(self.HEAD, ["Nguyễn Văn An", "1970", None, "HTTNV"])
        made = checked(w, content, unit=w.sibling, actor=w.sibling_secretary)
        choose(made, {2: str(person("Nguyễn Văn An").pk)}, actor=w.sibling_secretary, at=NOW)
        press(made)
        assert Person.objects.count() == 1
        assert RollEntry.objects.filter(unit=w.sibling).count() == YearlyRating.objects.count() == 1

    def test_another_card_or_birth_date_is_another_person(self, w):
        taken(w, sheet(self.HEAD, self.AN))
        rows = [["Nguyễn Văn An", "12/5/1970", "999999999999", None], ["Nguyễn Văn An", "13/5/1970", None, None]]
        assert states(checked(w, sheet(self.HEAD, *rows))) == {2: "good", 3: "good"}

    def test_somebody_of_that_name_who_came_since_the_check_stops_it(self, w):
        made = checked(w, sheet(self.HEAD, ["Nguyễn Văn An", "1970", None, None]))
        taken(w, sheet(self.HEAD, self.AN), unit=w.sibling, actor=w.sibling_secretary)
        start_taking(made, names="written", actor=w.secretary, at=NOW)
        work()
        made.refresh_from_db()
        assert made.state == "checked" and "Kiểm tra lại" in made.error and "dòng 2" in made.error
        assert Person.objects.count() == 1

    def test_who_went_off_the_roll_comes_on_again(self, w):
        taken(w, sheet(self.HEAD, self.AN))
        RollEntry.objects.update(starts_on=NOW.date() - timedelta(days=9), ends_on=NOW.date() - timedelta(days=1))
        taken(w, sheet(self.HEAD, self.AN))
        assert (Person.objects.count(), RollEntry.objects.filter(ends_on=None).count()) == (1, 1)

    def test_many_at_once_are_recognised_as_one_by_one(self, w, django_assert_max_num_queries):
        for name, day, card in (("Nguyễn Văn An", date(1970, 5, 12), "012345678901"), ("Lê Văn Tám", None, "")):
            Person.objects.create(full_name=name, birth_date=day, card_number=card, created_at=NOW)
        kept = person("Nguyễn Văn An")
        Person.objects.create(full_name="Nguyễn An", birth_date=date(1970, 5, 12), created_at=NOW, merged_into=kept)
        asked = [
            Facts("NGUYỄN VĂN AN", date(1970, 5, 12)), Facts("Nguyễn An", date(1970, 5, 12)), Facts("Lê Văn Tám", None, 1968),
            Facts("Khác Hẳn", None, None, "012345678901"), Facts("Trần Thị Ái"), Facts("Nguyễn Văn An", None, 1971),
        ]  # fmt: skip
        with django_assert_max_num_queries(2):
            found = recognise_all(asked)
        one_by_one = [
            find_person(
                full_name=f.full_name, birth_date=f.birth_date, birth_year=f.birth_year, card_number=f.card_number
            )
            for f in asked
        ]
        assert found == one_by_one
        assert [f.sure for f in found[:2]] == [kept.pk, kept.pk]


class TestCollectives:
    HEAD = ["TT", "Tên tập thể", "Là tổ chức đảng", "Xếp loại 2025"]

    def test_they_come_onto_the_roll_and_know_their_unit(self, w):
        rows = [[1, "Hội Nông dân xã Tân Mỹ", "không", "HTTNV"], [2, w.cell.name, None, "Trong sạch vững mạnh"]]
        made = taken(w, sheet(self.HEAD, *rows), kind="roll_collectives", unit=w.commune, actor=w.appraiser)
        found = {c.name: (c.is_party_organization, c.unit) for c in Collective.objects.all()}
        assert found == {"Hội Nông dân xã Tân Mỹ": (False, None), w.cell.name: (True, w.cell)}
        assert YearlyRating.objects.filter(collective__unit=w.cell, rating="excellent").exists()
        again = checked(w, sheet(self.HEAD, *rows), kind="roll_collectives", unit=w.commune, actor=w.appraiser)
        assert set(states(again).values()) == {"known"}
        assert len(row(made, 2).made) == 3

    def test_one_name_once_in_a_file(self, w):
        rows = [[1, "Tổ tự quản số 1"], [2, "TỔ TỰ QUẢN SỐ 1"]]
        made = checked(w, sheet(self.HEAD, *rows), kind="roll_collectives")
        assert states(made) == {2: "good", 3: "bad"}


class TestNamesInCapitals:
    ROWS = ([1, "NGUYỄN VĂN AN", "12/5/1970", "Nam", None], [2, "Lê Văn Tám", "1/2/1968", "Nam", None])

    def test_they_are_never_changed_without_a_word(self, w):
        made = checked(w, xlsx(*self.ROWS))
        assert row(made, 5).values["full_name"] == "NGUYỄN VĂN AN"
        with pytest.raises(ImportRefused, match="in hoa"):
            start_taking(made, names="", actor=w.secretary, at=NOW)

    @pytest.mark.parametrize(("said", "written"), [("written", "NGUYỄN VĂN AN"), ("proposed", "Nguyễn Văn An")])
    def test_the_person_chooses_once(self, w, said, written):
        taken(w, xlsx(*self.ROWS), names=said)
        assert set(Person.objects.values_list("full_name", flat=True)) == {written, "Lê Văn Tám"}
        person = Person.objects.get(full_name=written)
        keys = person.name_key, person.sort_key
        person.save()
        assert (person.name_key, person.sort_key) == keys

    def test_either_way_they_are_known_next_time(self, w):
        taken(w, xlsx(*self.ROWS), names="proposed")
        assert set(states(checked(w, xlsx(*self.ROWS))).values()) == {"known"}


class TestDoubts:
    ROWS = ([1, "Lê Văn Tám", "1968", "Nam", None], [2, "Lê Văn Tám", None, "Nam", None])

    def test_undecided_rows_are_not_written(self, w):
        made = taken(w, xlsx(*self.ROWS))
        assert states(made) == {5: "taken", 6: "doubtful"}
        assert Person.objects.count() == 1

    def test_all_are_new(self, w):
        made = checked(w, xlsx(*self.ROWS))
        assert choose_all_new(made, actor=w.secretary, at=NOW) == 1
        press(made)
        assert Person.objects.count() == 2
        assert set(states(checked(w, xlsx(*self.ROWS))).values()) == {"known"}, "nobody is asked twice"

    def test_the_same_as_another_row(self, w):
        made = checked(w, xlsx(*self.ROWS))
        choose(made, {6: "row:5"}, actor=w.secretary, at=NOW)
        press(made)
        assert states(made) == {5: "taken", 6: "known"}
        assert Person.objects.count() == 1

    @pytest.mark.parametrize("choices", [{6: "999"}, {5: "new"}, {77: "new"}])
    def test_only_what_was_offered_can_be_chosen(self, w, choices):
        made = checked(w, xlsx(*self.ROWS))
        with pytest.raises(ImportRefused):
            choose(made, choices, actor=w.secretary, at=NOW)

    def test_after_the_press_it_is_too_late(self, w):
        made = taken(w, xlsx(*self.ROWS))
        with pytest.raises(NotReady):
            choose(made, {6: "new"}, actor=w.secretary, at=NOW)
