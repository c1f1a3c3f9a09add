"""Nominees from a sheet: every good row becomes a draft, through the same door as the form; bad rows say why."""

from datetime import date

import pytest
from django.urls import reverse

from nominations.models import Nomination
from permissions.exceptions import NotPermitted
from rolls.services import put_on_roll
from spreadsheets.exceptions import InUse
from spreadsheets.services.taking import choose
from spreadsheets.services.undoing import undo
from tests.factories import dossier
from tests.spreadsheets.makers import xlsx
from tests.spreadsheets.taking_in import checked, states, taken
from workflows.exceptions import GuardFailed
from workflows.services import drafts

HEADINGS = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Đảng viên",
    "Chức vụ",
    "Mô hình",
    "Thành tích",
    "Tán thành",
    "Không tán thành",
)
DEED = "Vận động 86 hộ tiết kiệm được 41.350.000 đồng trong năm 2026."


def rows_of(*people):
    return [HEADINGS, *((i, *person) for i, person in enumerate(people, start=1))]


@pytest.fixture
def into(w):
    made = dossier(w)
    return {"unit": w.cell, "actor": w.secretary, "at": w.at, "target": {"dossier": made.pk}}


def test_rows_become_drafts_with_votes_and_the_words_of_the_round(w, into, tmp_path):
    sheet = xlsx(tmp_path / "de-nghi.xlsx", rows_of(
        ("Nguyễn Thị Mai", "12/05/1971", "x", "Chi hội trưởng", "Nuôi heo đất", DEED, 20, 1),
        ("Y Khŭt Ñuôl", 1988, "x", "", "", DEED, 21, 0),
        ("Ly", "31/02/1980", "", "", "", DEED, 19, 2),
    ))  # fmt: skip
    made = checked("nominees", sheet, **into)
    assert states(made) == {2: "good", 3: "good", 4: "bad"}
    assert "Không có ngày 31/2/1980" in made.rows.get(number=4).problems[0]["reason"]
    taken(made, actor=w.secretary, at=w.at)
    lines = {line.nominee.full_name: line for line in Nomination.objects.select_related("nominee")}
    assert set(lines) == {"Nguyễn Thị Mai", "Y Khŭt Ñuôl"}
    mai = lines["Nguyễn Thị Mai"]
    assert (mai.state, mai.form, mai.votes_in_favor, mai.votes_against) == ("draft", "giay_khen", 20, 1)
    assert mai.nominee.birth_date == date(1971, 5, 12) and mai.nominee.is_party_member
    assert mai.citation == w.round.citation and mai.nominee.unit_text == w.cell.name
    assert mai.process and mai.records.count() == 1, "the line has its process and the first step of its history"


def test_somebody_of_the_roll_is_recognised_and_what_the_sheet_leaves_open_is_filled_in(w, into, tmp_path):
    facts = {
        "full_name": "Nguyễn Thị Mai",
        "birth_date": date(1971, 5, 12),
        "sex": "female",
        "ethnicity": "Kinh",
        "is_party_member": True,
    }
    mai = put_on_roll(unit=w.cell, kind="individual", facts=facts, actor=w.secretary, at=w.at).person
    sheet = xlsx(tmp_path / "a.xlsx", [("Họ tên", "Ngày sinh", "Thành tích"), ("NGUYỄN THỊ MAI", "12/5/1971", DEED)])
    made = checked("nominees", sheet, **into)
    assert made.rows.get().values["proposed"] == {"full_name": "Nguyễn Thị Mai"}
    taken(made, actor=w.secretary, at=w.at, names="proposed")
    nominee = Nomination.objects.get().nominee
    assert nominee.person == mai
    assert (nominee.full_name, nominee.sex, nominee.ethnicity, nominee.is_party_member) == (
        "Nguyễn Thị Mai",
        "female",
        "Kinh",
        True,
    )


def test_a_doubtful_name_waits_for_an_answer(w, into, tmp_path):
    facts = {"full_name": "Nguyễn Văn Hùng", "birth_date": date(1962, 4, 17)}
    hung = put_on_roll(unit=w.cell, kind="individual", facts=facts, actor=w.secretary, at=w.at).person
    sheet = xlsx(
        tmp_path / "a.xlsx",
        [("Họ tên", "Năm sinh", "Thành tích"), ("Nguyễn Văn Hùng", 1962, DEED), ("Nguyễn Văn Hùng", "", DEED)],
    )
    made = checked("nominees", sheet, **into)
    assert states(made) == {2: "doubtful", 3: "doubtful"}
    assert made.rows.get(number=2).matches == [
        {"id": str(hung.pk), "label": "Nguyễn Văn Hùng, sinh 17/4/1962, Chi bộ ấp Tân Bình 1"}
    ]
    choose(made, {2: str(hung.pk), 3: "new"}, actor=w.secretary, at=w.at)
    taken(made, actor=w.secretary, at=w.at)
    assert list(Nomination.objects.order_by("id").values_list("nominee__person", flat=True)) == [hung.pk, None]


def test_who_stands_in_the_dossier_is_known_and_a_sheet_twice_adds_nothing(w, into, tmp_path):
    sheet = xlsx(tmp_path / "a.xlsx", rows_of(("Nguyễn Thị Mai", "12/05/1971", "x", "", "", DEED, 20, 1)))
    taken(checked("nominees", sheet, **into), actor=w.secretary, at=w.at)
    assert states(checked("nominees", sheet, **into)) == {2: "known"}
    assert Nomination.objects.count() == 1


def test_undoing_withdraws_the_drafts_until_one_is_worked_on(w, into, tmp_path):
    people = [
        (f"Lê Văn {name}", f"1/{n}/1970", "x", "", "", DEED, 20, 1) for n, name in enumerate(("An", "Bình"), start=1)
    ]
    sheet = xlsx(tmp_path / "a.xlsx", rows_of(*people))
    made = taken(checked("nominees", sheet, **into), actor=w.secretary, at=w.at)
    line = Nomination.objects.first()
    drafts.save_line(line, actor=w.secretary, at=w.at, expected_version=1, nominee={}, achievement="Đã sửa.")
    with pytest.raises(InUse, match="1 dòng đã được sửa"):
        undo(made, actor=w.secretary, at=w.at)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"draft"}, "all or nothing"
    Nomination.objects.filter(pk=line.pk).update(version=1)
    undo(made, actor=w.secretary, at=w.at)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_only_the_own_dossier_takes_rows(w, into, tmp_path, client):
    sheet = xlsx(tmp_path / "a.xlsx", rows_of(("Nguyễn Thị Mai", "12/05/1971", "x", "", "", DEED, 20, 1)))
    with pytest.raises(NotPermitted):
        checked("nominees", sheet, **into | {"actor": w.sibling_secretary})
    with pytest.raises(NotPermitted):
        checked("nominees", sheet, **into | {"unit": w.sibling, "actor": w.sibling_secretary})
    address = f"{reverse('spreadsheets:upload')}?loai=nominees&ho-so={into['target']['dossier']}"
    client.force_login(w.sibling_secretary)
    assert client.get(address).status_code == 404
    client.force_login(w.secretary)
    assert client.get(address).status_code == 200


def test_what_the_round_does_not_offer_is_said(w, into, tmp_path):
    sheet = xlsx(
        tmp_path / "a.xlsx",
        [
            ("Họ tên", "Đối tượng", "Hình thức đề nghị"),
            ("Lê Văn An", "Cá nhân", "Bằng khen"),
            ("Tổ dân vận", "nhóm", ""),
        ],
    )
    made = checked("nominees", sheet, **into)
    reasons = [row.problems[0]["reason"] for row in made.rows.all()]
    assert reasons == [
        "Đợt này không xét Bằng khen cho cá nhân.",
        "“nhóm” không rõ là cá nhân hay tập thể. Hãy gõ Cá nhân hoặc Tập thể.",
    ]


def test_a_unit_is_one_nominee_whether_it_was_typed_or_taken_from_the_roll(w):
    bundle = dossier(w)
    entry = put_on_roll(
        unit=w.cell, kind="collective", facts={"name": w.cell.name, "unit": w.cell}, actor=w.secretary, at=w.at
    )
    facts = {"kind": "collective", "full_name": w.cell.name}
    first = drafts.add_line(bundle, actor=w.secretary, at=w.at, nominee=facts | {"unit": w.cell}, form="giay_khen")
    assert first.subject_key == f"unit:{w.cell.pk}"
    with pytest.raises(GuardFailed, match=first.code):
        drafts.add_line(
            bundle, actor=w.secretary, at=w.at, nominee=facts | {"collective": entry.collective}, form="giay_khen"
        )
