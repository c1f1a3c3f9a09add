"""The engine of imports: receive, match, check, take once and wholly, undo, the bad rows as a sheet."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from history.models import Entry
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from rolls.importing.people import PeopleChecker, PeopleTaker
from rolls.models import Person, RollEntry
from runs.models import Run
from runs.services import LEASE, keep_lease, lease_item
from spreadsheets.exceptions import ImportRefused, InUse, NotReady
from spreadsheets.models import RememberedHeading, SpreadsheetImport
from spreadsheets.progress import told
from spreadsheets.queries import counts_of, imports_of, same_file_before
from spreadsheets.reading import SpreadsheetRefused, open_book
from spreadsheets.services import rows as walking
from spreadsheets.services import taking
from spreadsheets.services.checking import check_rows, start_check
from spreadsheets.services.receiving import Correction, guess, preview, set_columns
from spreadsheets.services.sheets import bad_rows_sheet
from spreadsheets.services.taking import start_taking, take_rows
from spreadsheets.services.undoing import drop, undo
from tests.factories import NOW, line

from .importing import FIVE, HEAD, checked, press, reasons, received, row, states, taken, work, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """Keep files apart, on the day of the factories."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    with time_machine.travel(NOW, tick=False):
        yield tmp_path


def fields_of(made):
    return {column["heading"]: column["field"] for column in made.columns}


class TestReceiving:
    def test_titles_are_skipped_and_columns_matched(self, w):
        made = received(w, xlsx(*FIVE))
        assert (made.state, made.sheet_name, made.header_row, made.first_row) == ("uploaded", "Danh sách", 4, 5)
        assert fields_of(made) == {
            "TT": "", "Họ và tên": "full_name", "Ngày sinh": "birth", "Giới tính": "sex", "Số thẻ đảng": "card_number",
        }  # fmt: skip
        assert (made.size, len(made.sha256)) == (Path(made.file.path).stat().st_size, 64)

    def test_an_old_encoding_is_recognised_by_the_column_and_shown_converted(self, w):
        names = ["NguyÔn V¨n An", "TrÇn ThÞ Liªn", "§ç ThÞ Hoµ"]
        made = received(w, xlsx(*[[i, name, 1970 + i, None, None] for i, name in enumerate(names)]))
        encodings = {column["field"]: column["encoding"] for column in made.columns if column["field"]}
        assert (encodings["full_name"], encodings["birth"]) == ("tcvn3", "unicode")
        assert [cells[1] for _, cells in preview(made).rows] == ["Nguyễn Văn An", "Trần Thị Liên", "Đỗ Thị Hoà"]

    def test_a_wrong_encoding_can_be_corrected(self, w):
        made = received(w, xlsx([1, "NguyÔn V¨n An", 1970, None, None], [2, "TrÇn ThÞ Liªn", 1971, None, None]))
        set_columns(made, {1: Correction("full_name", "unicode")}, actor=w.secretary, at=NOW)
        made.refresh_from_db()
        assert preview(made).rows[0][1][1] == "NguyÔn V¨n An"

    def test_the_same_key_again_is_the_same_import(self, w):
        key = uuid.uuid4()
        first, second = (received(w, xlsx(*FIVE), submission_key=key) for _ in range(2))
        assert first.pk == second.pk
        assert SpreadsheetImport.objects.count() == 1

    def test_nobody_sends_for_a_foreign_unit(self, w):
        with pytest.raises(NotPermitted):
            received(w, xlsx(*FIVE), actor=w.other_secretary)
        assert not imports_of(w.other_secretary, on=NOW.date()).exists()

    @pytest.mark.parametrize(("name", "content"), [
        ("hong.xlsx", b"PK\x03\x04 cut off"), ("rong.xlsx", b""), ("trang.csv", b"\n\n\n"),
    ])  # fmt: skip
    def test_what_cannot_be_read_is_refused_and_not_kept(self, w, var, name, content):
        with pytest.raises((SpreadsheetRefused, ImportRefused)) as refusal:
            received(w, content, name=name)
        assert refusal.value.reason[0].isupper() and refusal.value.reason.endswith(".")
        assert not SpreadsheetImport.objects.exists()
        assert [path for path in (var / "files").rglob("*") if path.is_file()] == []

    def test_a_heading_without_rows_is_refused(self, w):
        with pytest.raises(ImportRefused, match="không có dòng nào"):
            received(w, xlsx())

    def test_names_of_files_are_harmless(self, w):
        made = received(w, xlsx(*FIVE), name="..\\..\\danh/sách\u0301 " + "d" * 300 + ".xlsx")
        assert "/" not in made.original_name and len(made.original_name) < 130 and made.original_name.endswith(".xlsx")


class TestColumns:
    def test_a_correction_is_remembered_for_the_units_next_sheet(self, w):
        head = ["TT", "Người trong sổ", "Ngày sinh"]
        made = received(w, xlsx([1, "Nguyễn Văn An", 1970], head=head))
        assert fields_of(made)["Người trong sổ"] == ""
        with pytest.raises(ImportRefused, match="Họ và tên"):
            start_check(made, actor=w.secretary, at=NOW)
        set_columns(made, {1: Correction("full_name", "unicode")}, actor=w.secretary, at=NOW)
        assert RememberedHeading.objects.filter(unit=w.cell).count() == 1
        again = received(w, xlsx([1, "Lê Văn Tám", 1970], head=head))
        assert fields_of(again)["Người trong sổ"] == "full_name"
        other = received(w, xlsx([1, "Lê Văn Tám", 1970], head=head), unit=w.sibling, actor=w.sibling_secretary)
        assert fields_of(other)["Người trong sổ"] == ""

    def test_two_columns_for_one_thing_are_refused(self, w):
        made = received(w, xlsx(*FIVE))
        with pytest.raises(ImportRefused, match="hai cột"):
            set_columns(made, {0: Correction("full_name", "unicode")}, actor=w.secretary, at=NOW)

    def test_another_heading_row_and_sheet_are_read_anew(self, w):
        made = received(w, xlsx(*FIVE))
        now = guess(made, actor=w.secretary, at=NOW, header_row=1)
        assert (now.header_row, now.first_row) == (1, 2)
        assert "ĐẢNG BỘ XÃ TÂN MỸ" in fields_of(now)
        assert guess(now, actor=w.secretary, at=NOW, sheet_name="Không có").header_row == 4

    def test_columns_stay_while_rows_are_checked_or_taken(self, w):
        made = received(w, xlsx(*FIVE))
        start_check(made, actor=w.secretary, at=NOW)
        with pytest.raises(NotReady, match="đang kiểm tra"):
            set_columns(made, {}, actor=w.secretary, at=NOW)
        work()
        press(made)
        with pytest.raises(NotReady, match="đã được nhập"):
            guess(made, actor=w.secretary, at=NOW)

    def test_changed_columns_are_checked_anew(self, w):
        made = checked(w, xlsx(*FIVE))
        set_columns(made, {2: Correction("", "unicode")}, actor=w.secretary, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.rows.count()) == ("uploaded", 0)
        start_check(made, actor=w.secretary, at=NOW)
        work()
        assert states(made) == {5: "good", 6: "good", 7: "good", 8: "bad", 9: "good"}


class TestChecking:
    def test_every_bad_row_says_row_column_value_and_reason(self, w):
        made = checked(w, xlsx(*FIVE))
        assert states(made) == {5: "good", 6: "bad", 7: "good", 8: "bad", 9: "good"}
        assert row(made, 6).problems == [
            {
                "column": "Ngày sinh",
                "value": "31/02/1980",
                "reason": "Không có ngày 31/2/1980. Hãy xem lại ngày và tháng.",
            }
        ]
        assert row(made, 8).problems[0]["column"] == "Họ và tên"
        assert (made.done_count, made.total_count) == (5, 5)
        assert not Person.objects.exists()

    def test_furniture_is_no_row(self, w):
        rows = [["(1)", "(2)", "(3)", "(4)", "(5)"], FIVE[0], [], HEAD, FIVE[2], [None, None, None, None, None]]
        assert states(checked(w, xlsx(*rows))) == {6: "good", 9: "good"}

    def test_a_sum_below_the_list_is_no_person(self, w):
        made = checked(w, xlsx(FIVE[0], [None, "Tổng cộng: 1 đảng viên"]))
        assert states(made) == {5: "good", 6: "bad"}

    def test_the_same_row_twice_in_one_file(self, w):
        again = [9, "NGUYỄN VĂN AN", "12-05-1970", "Nam", None]
        card = [10, "Nguyễn Văn Anh", "12/5/1970", "Nam", "012345678901"]
        made = checked(w, xlsx(FIVE[0], again, card))
        assert states(made) == {5: "good", 6: "bad", 7: "bad"}
        assert reasons(made, 6) == reasons(made, 7) == ["Trùng với dòng 5 của chính bảng này."]

    def test_a_second_press_starts_nothing(self, w):
        made = received(w, xlsx(*FIVE))
        for _ in range(2):
            start_check(made, actor=w.secretary, at=NOW)
        assert Run.objects.count() == 1

    def test_a_crash_in_the_middle_is_made_good(self, w, monkeypatch):
        monkeypatch.setattr(walking, "BATCH", 2)
        calls, check = [], PeopleChecker.check

        def dies_once(self, rows):
            calls.append(len(rows))
            if len(calls) == 2:
                raise MemoryError
            return check(self, rows)

        monkeypatch.setattr(PeopleChecker, "check", dies_once)
        made = checked(w, xlsx(*FIVE))
        assert calls == [2, 2, 2, 2, 1]
        assert list(made.rows.values_list("number", flat=True)) == [5, 6, 7, 8, 9]

    def test_who_lost_the_lease_stops(self, w, monkeypatch):
        monkeypatch.setattr(walking, "BATCH", 2)
        made = received(w, xlsx(*FIVE))
        start_check(made, actor=w.secretary, at=NOW)
        made.refresh_from_db()
        assert not check_rows(made, clock=lambda: NOW, go_on=lambda done: done < 4)
        assert made.rows.count() == 4
        made.refresh_from_db()
        assert (made.state, made.done_count) == ("checking", 4)

    def test_a_long_check_keeps_its_lease(self, w):
        made = received(w, xlsx(*FIVE))
        start_check(made, actor=w.secretary, at=NOW)
        assert keep_lease(lease_item("one", at=NOW), at=NOW + LEASE)
        assert lease_item("two", at=NOW + LEASE + timedelta(seconds=1)) is None

    def test_a_dropped_import_is_checked_no_further(self, w):
        made = received(w, xlsx(*FIVE))
        start_check(made, actor=w.secretary, at=NOW)
        drop(made, actor=w.secretary, at=NOW)
        work()
        made.refresh_from_db()
        assert (made.state, made.rows.count(), made.run.state) == ("dropped", 0, "cancelled")
        with pytest.raises(NotReady, match="đã bỏ"):
            start_check(made, actor=w.secretary, at=NOW)

    def test_a_file_that_has_gone_bad_is_said(self, w):
        made = received(w, xlsx(*FIVE))
        Path(made.file.path).write_bytes(b"PK\x03\x04")
        start_check(made, actor=w.secretary, at=NOW)
        work()
        made.refresh_from_db()
        assert made.state == "failed" and "danh-sach.xlsx" in made.error


class TestTaking:
    def test_good_rows_are_written_and_bad_ones_stay(self, w):
        made = taken(w, xlsx(*FIVE))
        assert states(made) == {5: "taken", 6: "bad", 7: "taken", 8: "bad", 9: "taken"}
        assert [p.full_name for p in Person.objects.all()] == ["Nguyễn Văn An", "Đỗ Thị Hòa", "Lê Văn Tám"]
        assert RollEntry.objects.filter(unit=w.cell, ends_on=None).count() == 3
        assert (made.done_count, made.taken_by, counts_of(made).taken) == (3, w.secretary, 3)
        entry = Entry.objects.get(verb="nhập bảng tính")
        assert (entry.actor_id, entry.data["rows"], entry.unit_name) == (w.secretary.pk, 3, w.cell.name)

    def test_two_presses_write_once(self, w):
        made = checked(w, xlsx(*FIVE))
        stale = SpreadsheetImport.objects.get(pk=made.pk)
        first = start_taking(made, names="written", actor=w.secretary, at=NOW)
        second = start_taking(stale, names="written", actor=w.secretary, at=NOW)
        assert first.run_id == second.run_id
        work()
        third = start_taking(stale, names="written", actor=w.secretary, at=NOW)
        assert (third.state, work()) == ("taken", 0)
        assert Person.objects.count() == RollEntry.objects.count() == 3

    def test_two_workers_write_once(self, w):
        made = checked(w, xlsx(*FIVE))
        made = start_taking(made, names="written", actor=w.secretary, at=NOW)
        assert take_rows(made, at=NOW, tell=lambda done: None)
        assert not take_rows(made, at=NOW, tell=lambda done: None)
        work()
        assert Person.objects.count() == 3

    def test_a_crash_in_the_middle_leaves_nothing_and_can_be_pressed_again(self, w, monkeypatch, caplog):
        monkeypatch.setattr(taking, "BATCH", 2)
        take, calls = PeopleTaker.take, []

        def dies(self, rows):
            made = take(self, rows)
            calls.append(Person.objects.count())
            if len(calls) % 2 == 0:
                raise OSError("No space left on device")
            return made

        monkeypatch.setattr(PeopleTaker, "take", dies)
        made = checked(w, xlsx(*FIVE))
        start_taking(made, names="written", actor=w.secretary, at=NOW)
        work()
        made.refresh_from_db()
        assert calls == [2, 3] * 3
        assert not Person.objects.exists() and not RollEntry.objects.exists()
        assert (made.state, made.run.state, set(states(made).values())) == ("taking", "failed", {"good", "bad"})
        monkeypatch.setattr(PeopleTaker, "take", take)
        press(made)
        assert Person.objects.count() == 3
        assert told(made.run) == 0, "the note of progress is cleared away"

    def test_a_right_that_has_ended_is_asked_for_again(self, w):
        made = checked(w, xlsx(*FIVE))
        start_taking(made, names="written", actor=w.secretary, at=NOW)
        RoleAssignment.objects.filter(user=w.secretary).update(ends_on=NOW.date() - timedelta(days=1))
        work()
        made.refresh_from_db()
        assert made.state == "checked" and "không giữ danh sách" in made.error
        assert not Person.objects.exists()

    def test_nothing_to_take_is_refused(self, w):
        made = checked(w, xlsx(FIVE[1]))
        with pytest.raises(ImportRefused, match="Không có dòng nào"):
            start_taking(made, names="written", actor=w.secretary, at=NOW)

    def test_the_same_file_twice_adds_nothing(self, w):
        content = xlsx(*FIVE)
        first = taken(w, content)
        second = checked(w, content)
        assert states(second) == {5: "known", 6: "bad", 7: "known", 8: "bad", 9: "known"}
        assert same_file_before(second) == first
        with pytest.raises(ImportRefused):
            start_taking(second, names="written", actor=w.secretary, at=NOW)
        assert Person.objects.count() == 3

    def test_two_imports_that_were_checked_side_by_side_add_once(self, w):
        first, second = checked(w, xlsx(*FIVE)), checked(w, xlsx(*FIVE[:1]))
        press(first)
        made = press(second)
        assert states(made) == {5: "known"}
        assert Person.objects.count() == 3


class TestUndoing:
    def test_everything_that_was_written_goes(self, w):
        made = taken(w, xlsx(*FIVE))
        for _ in range(2):
            assert undo(made, actor=w.secretary, at=NOW).state == "undone"
        assert not Person.objects.exists() and not RollEntry.objects.exists()
        assert states(made) == {5: "undone", 6: "bad", 7: "undone", 8: "bad", 9: "undone"}
        assert Entry.objects.filter(verb="hoàn tác lần nhập bảng tính").count() == 1
        assert counts_of(taken(w, xlsx(*FIVE))).taken == 3, "it can be imported again"

    def test_not_after_somebody_was_nominated(self, w):
        made = taken(w, xlsx(*FIVE))
        nominee = line(w).nominee
        nominee.person = Person.objects.first()
        nominee.save()
        with pytest.raises(InUse, match="1 người, tập thể được đề nghị"):
            undo(made, actor=w.secretary, at=NOW)
        made.refresh_from_db()
        assert (made.state, Person.objects.count()) == ("taken", 3)

    def test_not_after_another_import_has_built_on_it(self, w):
        made = taken(w, xlsx(*FIVE))
        later = taken(w, xlsx(FIVE[0]), unit=w.sibling, actor=w.sibling_secretary)
        with pytest.raises(InUse, match="1 dòng trong danh sách"):
            undo(made, actor=w.secretary, at=NOW)
        undo(later, actor=w.sibling_secretary, at=NOW)
        undo(made, actor=w.secretary, at=NOW)
        assert not Person.objects.exists()

    def test_only_who_keeps_the_roll(self, w):
        made = taken(w, xlsx(*FIVE))
        with pytest.raises(NotPermitted):
            undo(made, actor=w.sibling_secretary, at=NOW)

    def test_what_was_not_written_is_dropped_instead(self, w):
        made = checked(w, xlsx(*FIVE))
        with pytest.raises(NotReady):
            undo(made, actor=w.secretary, at=NOW)
        assert drop(made, actor=w.secretary, at=NOW).state == "dropped"
        assert not made.rows.exists()
        with pytest.raises(NotReady):
            drop(taken(w, xlsx(*FIVE)), actor=w.secretary, at=NOW)


class TestBadRows:
    def test_they_come_back_in_their_columns_with_number_and_reason(self, w, tmp_path):
        made = taken(w, xlsx(*FIVE))
        path = tmp_path / "loi.xlsx"
        path.write_bytes(bad_rows_sheet(made))
        book = open_book("loi.xlsx", path)
        head, *rows = [row.cells for row in book.rows(book.sheet_names[0])]
        assert head == ["Dòng", *HEAD, "Lỗi"]
        assert [cells[0] for cells in rows] == [6, 8]
        assert rows[0][1:4] == [2, "Trần Thị Ái", "31/02/1980"] and "31/2/1980" in rows[0][-1]

    def test_corrected_they_are_imported_as_they_are(self, w, tmp_path):
        content = xlsx([1, "NguyÔn V¨n An", "12/5/1970", "Nam", None], [2, "TrÇn ThÞ Liªn", "31/2/1980", "N÷", None])
        made = taken(w, content)
        path = tmp_path / "loi.xlsx"
        path.write_bytes(bad_rows_sheet(made))
        book = open_book("loi.xlsx", path)
        head, bad = [row.cells for row in book.rows(book.sheet_names[0])]
        bad[3] = "28/2/1980"
        again = checked(w, xlsx(bad, titles=[], head=head))
        assert fields_of(again)["Lỗi"] == fields_of(again)["Dòng"] == ""
        press(again)
        assert set(Person.objects.values_list("full_name", flat=True)) == {"Nguyễn Văn An", "Trần Thị Liên"}
