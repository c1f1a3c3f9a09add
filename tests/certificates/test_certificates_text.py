"""What a certificate says: wording, names, fonts, and refusals that name the letter and the person."""

import unicodedata

import pytest

from certificates.batch import render_single
from certificates.layout.designs import designs
from certificates.layout.ink import ink_in_seal
from certificates.layout.placing import check_run, common_lines, sheet_lines
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet, form_of_address
from documents.typesetting import DoesNotFit
from tests.certificates import certificate_samples as samples
from tests.documents.paper_probe import Paper

CODES = [design.code for design in designs()]


def said(run: CertificateRun, sheet: CertificateSheet) -> list[str]:
    """Return the texts of a certificate by role, without setting it."""
    return [
        f"{line.role.name}: {line.address} {line.text}".replace(":  ", ": ")
        for line in (*common_lines(run), *sheet_lines(run, sheet))
    ]


@pytest.mark.parametrize("code", CODES)
def test_text_is_real_and_fonts_are_those_of_the_design(code, tmp_path):
    paper = Paper(render_single(CertificateRun.sample(design=code), samples.HIGHLAND), tmp_path)
    declared = {family.replace(" ", "-") for design in designs() if design.code == code for family in design.families}
    assert "Ông Y Khŭt Ñuôl" in paper.text
    assert "ĐẢNG CỘNG SẢN VIỆT NAM BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TÂN MỸ" in paper.text
    assert "tặng giấy khen" in paper.text.lower()
    assert "Quyết định số 45-QĐ/ĐU" in paper.text
    assert all(any(font.startswith(family) for family in declared) for font in paper.fonts), paper.fonts


@pytest.mark.parametrize("code", CODES)
def test_a_rare_letter_is_printed_in_a_declared_family(code, tmp_path):
    run = CertificateRun.sample(design=code)
    paper = Paper(render_single(run, samples.RARE_LETTER), tmp_path)
    look = next(design for design in designs() if design.code == code)
    declared = {family.replace(" ", "-") for family in (*look.families, *look.fallbacks)}
    assert "Y Ƀlô Êban" in paper.text
    assert all(any(font.startswith(family) for family in declared) for font in paper.fonts), paper.fonts


def test_the_whole_name_is_set_in_one_family():
    names = [
        line for line in sheet_lines(CertificateRun.sample(), samples.RARE_LETTER) if line.role.name == "recipient"
    ]
    assert [(line.family, line.text) for line in names] == [("EB Garamond", "Y Ƀlô Êban")]


@pytest.mark.parametrize(
    ("name", "letter"), [("Lê Văn 漢", "漢"), ("Lê\u200b Văn An", "U\\+200B"), ("An \U0001f600", "\U0001f600")]
)
def test_a_letter_that_no_font_has_is_refused_with_letter_and_name(name, letter):
    sheet = CertificateSheet("individual", "Ông", name, "", samples.MOVEMENT, "1")
    with pytest.raises(
        CertificateRefused, match=f"Không có phông chữ nào in được .*{letter}.* trong “(Lê|An)"
    ) as refusal:
        sheet_lines(CertificateRun.sample(), sheet)
    assert "Đồng chí gõ lại" in str(refusal.value)


def test_text_is_stored_in_nfc_with_single_spaces():
    decomposed = unicodedata.normalize("NFD", "Nguyễn  Thị\u00a0Ước ")
    sheet = CertificateSheet("individual", "Bà", decomposed, " Chi bộ\n\n ấp  Tân ", samples.MOVEMENT, " 7 ")
    assert (sheet.name, sheet.unit, sheet.register_number) == ("Nguyễn Thị Ước", "Chi bộ\nấp Tân", "7")


def test_typed_text_stays_text(tmp_path):
    sheet = CertificateSheet("individual", "Ông", 'An <b>&amp; "Tân"', "<img src=x>", "</p><script>x</script>", "<1>")
    text = Paper(render_single(CertificateRun.sample(), sheet), tmp_path).text
    for typed in ('An <b>&amp; "Tân"', "<img src=x>", "</p><script>x</script>", "số <1>"):
        assert typed in text


def test_collective_and_individual_have_their_form_of_address():
    run = CertificateRun.sample()
    assert "recipient: Tập thể Chi bộ ấp Tân Bình 1" in said(run, samples.COLLECTIVE)
    assert "recipient: Đồng chí Ly" in said(run, samples.SHORT)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"kind": "collective"}, "Tập thể"),
        ({"kind": "individual", "is_party_member": True, "sex": "female"}, "Đồng chí"),
        ({"kind": "individual", "sex": "male"}, "Ông"),
        ({"kind": "individual", "sex": "female"}, "Bà"),
        ({"kind": "individual"}, "Ông (Bà)"),
    ],
)
def test_form_of_address(facts, word):
    assert form_of_address(**facts) == word


def test_the_deceased_are_honoured_with_truy_tang():
    run = CertificateRun.sample()
    assert "gives: TRUY TẶNG" in said(run, samples.POSTHUMOUS)
    assert "gives: TẶNG" in said(run, samples.SHORT)


def test_title_and_heading_follow_form_and_nature():
    party = said(CertificateRun.sample(form="bang_khen"), samples.SHORT)
    state = said(CertificateRun.sample(nature="state"), samples.SHORT)
    assert "title: BẰNG KHEN" in party and "heading: ĐẢNG CỘNG SẢN VIỆT NAM" in party
    assert state[:2] == ["heading: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "motto: Độc lập - Tự do - Hạnh phúc"]
    assert state == said(CertificateRun.sample(nature="mass"), samples.SHORT)
    assert "title: GIẤY KHEN" in state and not [text for text in party if text.startswith("motto")]


def test_authority_lines_stand_between_date_and_position():
    run = CertificateRun.sample(authority_lines=("T/M Ban Thường vụ", "K/T Bí thư"), position="Phó Bí thư")
    block = [
        text for text in said(run, samples.SHORT) if text.split(":")[0] in ("date", "authority", "position", "signer")
    ]
    assert block == [
        "date: Tân Mỹ, ngày 19 tháng 5 năm 2026",
        "authority: T/M BAN THƯỜNG VỤ",
        "authority: K/T BÍ THƯ",
        "position: PHÓ BÍ THƯ",
        "signer: Nguyễn Văn Bình",
    ]


def test_a_titled_blank_gets_only_what_changes():
    roles = {text.split(":")[0] for text in said(CertificateRun.sample(layer="titled"), samples.SHORT)}
    assert roles == {
        "awarder",
        "recipient",
        "unit",
        "achievement",
        "register",
        "date",
        "authority",
        "position",
        "signer",
        "decision",
        "decision_date",
    }


def test_a_titled_blank_that_says_tang_is_refused_for_the_deceased():
    with pytest.raises(CertificateRefused, match="Trần Thị Ẩn được truy tặng nhưng phôi đã in sẵn chữ “Tặng”"):
        sheet_lines(CertificateRun.sample(layer="titled"), samples.POSTHUMOUS)


def test_without_a_register_number_no_register_line_is_printed():
    sheet = CertificateSheet("individual", "Ông", "An", "", samples.MOVEMENT, "")
    assert not [text for text in said(CertificateRun.sample(), sheet) if text.startswith("register")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"design": "x"}, "Không có mẫu “x”"),
        ({"form": "huan_chuong"}, "Không có hình thức khen “huan_chuong”"),
        ({"nature": "x"}, "Không có loại cơ quan khen “x”"),
        ({"paper": "a5"}, "Không có khổ giấy “a5”"),
        ({"layer": "x"}, "Không có cách in “x”"),
        ({"awarder": " "}, "Chưa có cơ quan khen"),
        ({"signer": ""}, "Chưa có người ký"),
        ({"decision_number": ""}, "Chưa có số quyết định"),
        ({"offset_down": 21}, "Độ dịch máy in phải từ -20 đến 20 mm"),
        ({"offset_right": float("nan")}, "Độ dịch máy in phải từ -20 đến 20 mm"),
        ({"authority_lines": ("1", "2", "3", "4")}, "có 4 dòng, chỉ đủ chỗ cho 3 dòng"),
    ],
)
def test_a_run_that_cannot_be_printed_is_refused(changes, reason):
    with pytest.raises(CertificateRefused, match=reason):
        CertificateRun.sample(**changes)


def test_a_sheet_without_name_or_achievement_is_refused():
    with pytest.raises(CertificateRefused, match="chưa có tên"):
        CertificateSheet("individual", "Ông", " ", "", "x", "1")
    with pytest.raises(CertificateRefused, match="An chưa có nội dung khen"):
        CertificateSheet("individual", "Ông", "An", "", "\n", "1")


def test_a_line_that_is_too_long_for_its_place_is_refused():
    with pytest.raises(DoesNotFit, match="không in vừa một dòng"):
        common_lines(CertificateRun.sample(place_and_date="Thành phố " * 20))


def test_all_refusals_of_a_run_are_found_before_it_starts():
    sheets = [
        samples.SHORT,
        CertificateSheet("individual", "Ông", "漢", "", "x", "1"),
        samples.FULL,
        CertificateSheet("individual", "Ông", "Tân " * 60, "", "x", "1"),
    ]
    refusals = check_run(CertificateRun.sample(signer="Nguyễn 漢"), sheets)
    assert [refusal.index for refusal in refusals] == [-1, 1, 3]
    assert [refusal.name[:3] for refusal in refusals] == ["", "漢", "Tân"]


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("nature", ["party", "state"])
@pytest.mark.parametrize("code", CODES)
def test_every_hard_case_fits_every_design_under_two_and_three_signing_lines(code, nature, paper):
    lines = ("T/M Ủy ban nhân dân", "K/T Chủ tịch", "Phó Chủ tịch Thường trực")
    for some in (lines[:2], lines):
        run = CertificateRun.sample(design=code, nature=nature, paper=paper, authority_lines=some)
        assert check_run(run, samples.ALL) == []
        for sheet in samples.ALL:
            assert not ink_in_seal(run, sheet)
            smallest = min(line.size for line in sheet_lines(run, sheet) if line.role.name in ("unit", "achievement"))
            assert smallest >= 4.0 * run.paper.scale - 0.001, "11 points on A4: what people read at arm's length"
