"""Sheet numbers as people type them, names of files, the hash of a stack: nothing of it needs a database."""

import pytest

from certificates.exceptions import ActRefused
from certificates.layout.sheets import CertificateRefused
from certificates.printing.names import STANDARD_PATTERN, file_names
from certificates.services.sheets import ranges, read_positions
from certificates.services.stack import stack_sha256


class TestSheetNumbers:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("12, 40-45", [12, 40, 41, 42, 43, 44, 45]),
            ("3;1 2", [1, 2, 3]),
            (" 7 – 9 , 8", [7, 8, 9]),
            ("", []),
            ("50", [50]),
        ],
    )
    def test_they_are_read_as_people_write_them(self, typed, found):
        assert read_positions(typed, 50) == found

    @pytest.mark.parametrize("typed", ["51", "0", "x", "1-", "1-2-3", "4,x", "-5", "1.5", "9999999"])
    def test_what_is_not_a_sheet_of_the_run_is_named(self, typed):
        with pytest.raises(ActRefused, match=r"từ 1 đến 50|Không hiểu"):
            read_positions(typed, 50)

    def test_numbers_of_lines_and_ranges_that_run_backwards_are_told_as_what_they_are(self):
        with pytest.raises(ActRefused, match="“12” không có trong quyết định này: các dòng đánh số từ 1 đến 9"):
            read_positions("12", 9, what="dòng")
        with pytest.raises(ActRefused, match=r"“9-3” ghi ngược\. Đồng chí ghi số nhỏ trước: 3-9"):
            read_positions("9-3", 50)

    def test_they_are_shown_as_they_are_typed(self):
        assert ranges([9, 1, 4, 5, 6]) == "1, 4-6, 9"
        assert read_positions(ranges([2, 3, 7]), 9) == [2, 3, 7]


class TestFileNames:
    def row(self, ten="Đặng Xuân Ước", so="07", **others) -> dict:
        return {"ten": ten, "so": so, "stt": "1", "don_vi": "Chi bộ ấp Tân Bình 1", "quyet_dinh": "45-QĐ/ĐU"} | others

    def test_they_are_plain_letters(self):
        assert file_names("{so} {ten} ({don_vi}) {quyet_dinh}", [self.row()]) == [
            "07-dang-xuan-uoc-chi-bo-ap-tan-binh-1-45-qd-du.pdf"
        ]

    def test_two_of_one_name_get_two_files(self):
        assert file_names("{ten}", [self.row()] * 3) == [
            "dang-xuan-uoc.pdf", "dang-xuan-uoc-2.pdf", "dang-xuan-uoc-3.pdf",
        ]  # fmt: skip

    def test_a_name_with_a_number_does_not_take_the_place_of_a_second_one(self):
        found = file_names("{ten}", [self.row("An"), self.row("An 2"), self.row("An")])
        assert len(set(found)) == 3

    @pytest.mark.parametrize("ten", ["../../etc/passwd", "CON", "<script>", "\u4e00", "🌸", "x" * 400, "a/b\\c:d*e?f"])
    def test_no_name_leaves_the_folder_or_is_too_long(self, ten):
        [name] = file_names("{ten}", [self.row(ten)])
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>| ')
        assert 5 <= len(name) <= 84
        assert name.partition(".")[0] not in ("", "con")

    @pytest.mark.parametrize("pattern", ["giay-khen", "", "{sai}", "{ten", "ten}", "{{ten}}"])
    def test_a_pattern_that_cannot_be_filled_is_refused(self, pattern):
        with pytest.raises(CertificateRefused, match="tên tệp"):
            file_names(pattern, [self.row()])

    def test_the_standard_pattern_is_one(self):
        assert file_names(STANDARD_PATTERN, [self.row()]) == ["07-dang-xuan-uoc.pdf"]


def test_a_stack_is_the_same_only_in_the_same_order():
    assert stack_sha256([1, 2, 3]) == stack_sha256(iter([1, 2, 3]))
    assert len({stack_sha256(pks) for pks in ([1, 2, 3], [1, 3, 2], [12, 3], [1, 2], [])}) == 5
