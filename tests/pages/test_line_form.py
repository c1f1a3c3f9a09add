"""The form of a line: choosing from the roll, who is meant, names of one word, the office's texts, last year's dossier."""

import uuid
from datetime import date, timedelta

import pytest

from nominations.enums import NominationState as S
from nominations.models import Dossier, Nomination, RoundForm
from nominations.services import change_round, close_round
from organizations.enums import RecipientKind
from rolls.models import NotTheSame, Person, RollEntry
from rolls.services import put_on_roll
from tests.factories import a_round, dossier, line, nomination_at
from tests.pages.cell import collective, draft, page_text, person, url
from workflows.services.copying import years_to_check


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


def enrol(w, name="Lê Thị Bích Liên", unit=None, kind="individual", **facts):
    """Put somebody on the roll of the first cell, or of another unit."""
    by = w.sibling_secretary if unit == w.sibling else w.secretary
    word = "full_name" if kind == "individual" else "name"
    position = facts.pop("position", "")
    return put_on_roll(
        unit=unit or w.cell, kind=kind, facts={word: name} | facts, actor=by, at=w.at, position=position, is_new=True
    )


def add(cell, bundle, query="", **typed):
    """Send the form of an individual."""
    return cell.post(url("add_line", bundle.pk) + query, person(**typed))


# Choosing from the roll


def test_roll_is_offered_and_fills_the_form(cell, w):
    entry = enrol(
        w,
        birth_date=date(1971, 3, 27),
        sex="female",
        ethnicity="Khmer",
        joined_on=date(2001, 2, 3),
        position="Phó Bí thư",
    )
    enrol(w, "Võ Văn Chín", unit=w.sibling)
    bundle = dossier(w)
    page = cell.get(url("add_line", bundle.pk) + "?loai=ca-nhan")
    text = page_text(page)
    assert "Chọn từ danh sách của chi bộ" in text and "sinh 27/3/1971, Phó Bí thư" in text and "Võ Văn Chín" not in text
    page = cell.get(url("add_line", bundle.pk) + f"?person={entry.person_id}")
    shown = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    expected = {
        "chosen": entry.person_id, "full_name": "Lê Thị Bích Liên", "birth_date": "27/03/1971", "sex": "female",
        "ethnicity": "Khmer", "joined_on": "03/02/2001", "is_party_member": "yes", "position": "Phó Bí thư",
        "unit_text": "Chi bộ ấp Tân Bình 1", "citation": w.round.citation,
    }  # fmt: skip
    assert shown | expected == shown
    assert "Đã lấy từ danh sách của chi bộ" in page_text(page)
    add(cell, bundle, chosen=entry.person_id, birth_date="27/03/1971", joined_on="03/02/2001", ethnicity="Khmer")
    nominee = Nomination.objects.get().nominee
    assert (nominee.person_id, nominee.birth_date, nominee.birth_year) == (entry.person_id, date(1971, 3, 27), 1971)
    assert (nominee.joined_on, nominee.ethnicity) == (date(2001, 2, 3), "Khmer")
    assert "Đã có trong hồ sơ này" in page_text(cell.get(url("add_line", bundle.pk) + "?loai=ca-nhan"))


def test_roll_is_searched_without_accents_also_by_the_script(cell, w):
    for name in ("Lê Thị Bích Liên", "Thạch Sa Rươl", "Đỗ Thị Tám"):
        enrol(w, name)
    where = url("add_line", dossier(w).pk) + "?loai=ca-nhan&tim=ruol"
    part = page_text(cell.get(where, headers={"HX-Request": "true"}))
    assert "Thạch Sa Rươl" in part and "Đỗ Thị Tám" not in part and "Họ và tên" not in part
    assert "Họ và tên" in page_text(cell.get(where))
    assert "Không thấy “zzz”" in page_text(cell.get(where.replace("ruol", "zzz")))


def test_a_long_roll_shows_a_few_and_says_how_many_more(cell, w):
    for number in range(9):
        enrol(w, f"Nguyễn Văn {'ABCDEGHIK'[number]}n")
    page = cell.get(url("add_line", dossier(w).pk) + "?loai=ca-nhan")
    assert len(page.context["roll"]["rows"]) == 6 and "Còn 3 người nữa" in page_text(page)


def test_collectives_of_the_roll_are_chosen_too(cell, w):
    entry = enrol(w, "Tổ hội nông dân ấp", kind="collective", is_party_organization=False)
    bundle = dossier(w)
    page = cell.get(url("add_line", bundle.pk) + f"?collective={entry.collective_id}")
    assert page.context["form"]["full_name"].value() == "Tổ hội nông dân ấp" and not page.context["form"].is_individual
    cell.post(url("add_line", bundle.pk), collective(full_name="Tổ hội nông dân ấp", chosen=entry.collective_id))
    assert Nomination.objects.get().nominee.collective_id == entry.collective_id


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "1e9", "9" * 30])
def test_who_is_not_on_the_roll_cannot_be_chosen(cell, w, asked):
    page = cell.get(url("add_line", dossier(w).pk) + f"?person={asked}")
    assert page.status_code == 200 and page.context["form"]["full_name"].value() in (None, "")


def test_somebody_of_another_roll_cannot_be_chosen(cell, w):
    other = enrol(w, "Võ Văn Chín", unit=w.sibling, birth_date=date(1980, 1, 1))
    bundle = dossier(w)
    page = cell.get(url("add_line", bundle.pk) + f"?person={other.person_id}")
    assert "Võ Văn Chín" not in page_text(page)
    add(cell, bundle, chosen=other.person_id, full_name="Trần Văn Khác")
    assert Nomination.objects.get().nominee.person is None


def test_changing_the_name_of_who_was_chosen_breaks_the_link(cell, w):
    entry = enrol(w)
    add(cell, dossier(w), chosen=entry.person_id, full_name="Lê Thị Bích Loan")
    assert Nomination.objects.get().nominee.person is None


# Who is meant


def test_name_and_birth_date_are_recognised_without_a_question(cell, w):
    known = enrol(w, unit=w.sibling, birth_date=date(1971, 3, 27)).person
    add(cell, dossier(w), full_name="LÊ THỊ BÍCH LIÊN", birth_date="27.3.1971")
    assert Nomination.objects.get().nominee.person == known


def test_a_doubtful_name_is_asked_about_once(cell, w):
    known = enrol(w, unit=w.sibling, birth_date=date(1971, 3, 27)).person
    bundle = dossier(w)
    asked = add(cell, bundle)
    text = page_text(asked)
    assert asked.status_code == 422 and not Nomination.objects.exists()
    assert "Có phải là một trong các đồng chí này không?" in text
    assert "Lê Thị Bích Liên, sinh 27/3/1971, Chi bộ ấp Tân Bình 2" in text and "đây là người khác" in text
    assert add(cell, bundle, same_as=known.pk).status_code == 302
    n = Nomination.objects.get()
    assert n.nominee.person == known
    assert cell.post(url("edit_line", n.pk), person(version=n.version, achievement="Mới")).status_code == 302
    n.refresh_from_db()
    assert n.nominee.person == known and n.achievement == "Mới"


def test_the_answer_that_it_is_somebody_else_holds(cell, w):
    enrol(w, unit=w.sibling, birth_date=date(1971, 3, 27))
    assert add(cell, dossier(w), same_as="0").status_code == 302
    n = Nomination.objects.get()
    assert n.nominee.person is None
    assert cell.post(url("edit_line", n.pk), person(version=n.version)).status_code == 302
    changed = cell.post(url("edit_line", n.pk), person(version=n.version + 1, birth_date=""))
    assert changed.status_code == 422, "the birth year was taken away, so it is open again who is meant"


def test_an_answer_tells_nothing_of_people_who_are_not_alike(cell, w):
    stranger = enrol(w, "Võ Văn Chín", unit=w.sibling, birth_date=date(1980, 1, 1)).person
    answer = add(cell, dossier(w), same_as=stranger.pk, unit_text="", is_party_member="")
    assert answer.status_code == 422 and "Võ Văn Chín" not in page_text(answer)
    assert add(cell, dossier(w), same_as=stranger.pk).status_code == 302
    assert Nomination.objects.get().nominee.person is None


def test_a_new_name_is_kept_on_the_roll_when_wanted(cell, w):
    bundle, data = dossier(w), person(keeps_on_roll="on", sex="female", ethnicity="Khmer", birth_date="27/3/1971")
    for _ in range(2):
        assert cell.post(url("add_line", bundle.pk), data).status_code == 302
    entry, n = RollEntry.objects.get(), Nomination.objects.get()
    assert n.nominee.person == entry.person and entry.unit == w.cell and entry.position == "Phó Bí thư"
    assert (entry.person.ethnicity, entry.person.birth_date) == ("Khmer", date(1971, 3, 27))
    add(cell, bundle, full_name="Trần Văn Không Ghi")
    assert RollEntry.objects.count() == 1


def test_somebody_else_of_the_same_name_is_kept_apart(cell, w):
    known = enrol(w, unit=w.sibling, birth_date=date(1971, 3, 27)).person
    add(cell, dossier(w), same_as="0", keeps_on_roll="on")
    assert Person.objects.count() == 2 and NotTheSame.objects.filter(first=known).exists()


def test_a_second_line_for_the_same_person_is_refused_with_a_sentence(cell, w):
    entry = enrol(w, birth_date=date(1971, 3, 27))
    bundle = dossier(w)
    add(cell, bundle, chosen=entry.person_id, birth_date="27/3/1971")
    first = Nomination.objects.get()
    again = add(cell, bundle, chosen=entry.person_id, birth_date="27/3/1971", achievement="Gõ lần hai")
    text = page_text(again)
    assert again.status_code == 422 and f"dòng {first.code}" in text and "Gõ lần hai" in text
    assert Nomination.objects.count() == 1


# Names and dates


def test_one_name_is_confirmed_not_refused(cell, w):
    bundle = dossier(w)
    asked = add(cell, bundle, full_name="Ly")
    assert asked.status_code == 422 and "Tên “Ly” chỉ có một chữ" in page_text(asked)
    assert "Đúng là chỉ có một tên" in page_text(asked)
    assert add(cell, bundle, full_name="Ly", one_name_ok="on").status_code == 302
    n = Nomination.objects.get()
    page = cell.get(url("edit_line", n.pk))
    assert page.context["form"]["one_name_ok"].value() is True
    assert "Đúng là chỉ có một tên" not in page_text(cell.get(url("add_line", bundle.pk) + "?loai=ca-nhan"))


@pytest.mark.parametrize(
    ("typed", "day", "year"),
    [("1971", None, 1971), ("27/3/1971", date(1971, 3, 27), 1971), ("27-03-1971", date(1971, 3, 27), 1971),
     ("3/1971", None, 1971), ("", None, None)],
)  # fmt: skip
def test_birth_is_a_date_or_a_year(cell, w, typed, day, year):
    assert add(cell, dossier(w), birth_date=typed).status_code == 302
    n = Nomination.objects.get()
    assert (n.nominee.birth_date, n.nominee.birth_year) == (day, year)
    form = cell.get(url("edit_line", n.pk)).context["form"]
    assert form["birth_date"].value() == (f"{day:%d/%m/%Y}" if day else str(year or ""))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("birth_date", "31/02/1971", "Không có ngày 31/2/1971"), ("birth_date", "hồi xưa", "Ngày sinh chưa đúng"),
     ("birth_date", "2031", "Năm sinh chưa đúng"), ("birth_date", "1/1/1890", "Năm sinh chưa đúng"),
     ("birth_date", "6/5/2026", "Năm sinh chưa đúng"), ("joined_on", "6/5/2026", "Ngày vào Đảng chưa tới"),
     ("joined_on", "31/02/2001", "Không có ngày 31/2/2001")],
)  # fmt: skip
def test_dates_that_cannot_be_are_refused(cell, w, field, typed, sentence):
    refused = add(cell, dossier(w), **{field: typed})
    assert (
        refused.status_code == 422 and sentence in page_text(refused) and f'value="{typed}"' in refused.content.decode()
    )


@pytest.mark.parametrize("name", ["Y Khŭt Ñuôl", "Nguyễn Phúc Bảo Ngọc Hoàng Minh An", "K’ Brếu", "Ksor H’Ƀlăm"])
def test_names_of_many_kinds_stay_as_typed(cell, w, name):
    add(cell, dossier(w), full_name=name)
    assert Nomination.objects.get().nominee.full_name == name


# The office's texts


def test_office_sets_texts_that_new_lines_start_with(client, w):
    client.force_login(w.appraiser)
    rows = {row.recipient_kind: row for row in w.round.forms.all()}
    where = url("round_templates", w.round.pk)
    assert "Mẫu viết cho chi bộ" in page_text(client.get(url("round", w.round.pk)))
    data = {f"{row.pk}-{name}": "" for row in rows.values() for name in ("achievement", "citation")}
    data |= {
        f"{rows['individual'].pk}-achievement": "Việc đã làm: …",
        f"{rows['individual'].pk}-citation": "Đã gương mẫu",
    }
    assert client.post(where, data).url == url("round", w.round.pk)
    client.force_login(w.secretary)
    bundle = dossier(w)
    form = client.get(url("add_line", bundle.pk) + "?loai=ca-nhan").context["form"]
    assert (form["achievement"].value(), form["citation"].value()) == ("Việc đã làm: …", "Đã gương mẫu")
    form = client.get(url("add_line", bundle.pk) + "?loai=tap-the").context["form"]
    assert (form["achievement"].value(), form["citation"].value()) == ("", w.round.citation)
    client.post(url("add_line", bundle.pk), person(achievement=" Việc đã làm: … "))
    n = Nomination.objects.get()
    assert n.achievement == "", "a template that nobody filled in is no achievement"
    assert client.get(url("edit_line", n.pk)).context["form"]["achievement"].value() == "Việc đã làm: …"


def test_texts_survive_a_change_of_the_round_and_end_with_it(client, w):
    RoundForm.objects.filter(round=w.round).update(achievement_template="Khung")
    change_round(
        w.round, title="Tên mới", kind="thematic", authority=w.round.authority, period_label="năm 2026",
        deadline=w.round.deadline, forms=[("individual", "giay_khen")], bases=[], actor=w.appraiser, at=w.at,
    )  # fmt: skip
    assert [row.achievement_template for row in w.round.forms.all()] == ["Khung"]
    close_round(w.round, actor=w.appraiser, at=w.at)
    client.force_login(w.appraiser)
    row = w.round.forms.get()
    assert client.post(url("round_templates", w.round.pk), {f"{row.pk}-achievement": "Muộn"}).status_code == 422
    row.refresh_from_db()
    assert row.achievement_template == "Khung"


# Last year's dossier


def next_round(w):
    """Open a round for the year after."""
    return a_round(w.commune, w.commune.authority, title="Khen thưởng năm 2027", period_label="năm 2027")


def test_chosen_lines_become_drafts_of_a_new_dossier(cell, w):
    enrol(w, "Thạch Sa Rươl", birth_date=date(1985, 8, 1))
    bundle = dossier(w)
    first = line(w, bundle, full_name="Thạch Sa Rươl", birth_date=date(1985, 8, 1))
    second = line(w, bundle, kind="collective")
    new = next_round(w)
    assert "Chép từ hồ sơ năm trước" in page_text(cell.get(url("round_for_unit", new.pk)))
    page = cell.get(url("copy_dossier", new.pk))
    assert [row["is_ticked"] for row in page.context["rows"]] == [True, True]
    data = {"source": bundle.pk, "line": [first.pk], "submission_key": str(uuid.uuid4())}
    for _ in range(2):
        response = cell.post(url("copy_dossier", new.pk), data)
    made = Dossier.objects.get(round=new)
    assert response.url == url("dossier", made.pk) and made.copied_from == bundle and made.met_on is None
    copy = made.nominations.get()
    assert (copy.copied_from, copy.state, copy.votes_in_favor) == (first, S.DRAFT, None)
    assert (copy.achievement, copy.citation) == (first.achievement, first.citation)
    assert copy.nominee.person.full_name == "Thạch Sa Rươl" and first.nominee.person is None
    text = page_text(cell.get(url("edit_line", copy.pk)))
    assert f"Chép từ đề nghị {first.code}" in text and "còn ghi năm 2026 ; đợt này xét năm 2027" in text.replace(
        "2026;", "2026 ;"
    )
    assert second.nominee.full_name not in text


def test_who_stands_in_the_round_already_is_left_out_with_a_word(cell, w):
    enrol(w, "Thạch Sa Rươl", birth_date=date(1985, 8, 1))
    old = line(w, dossier(w), full_name="Thạch Sa Rươl", birth_date=date(1985, 8, 1))
    new = next_round(w)
    cell.post(url("add_line", dossier(w, new).pk), person(full_name="Thạch Sa Rươl", birth_date="1/8/1985"))
    data = {"source": old.dossier_id, "line": [old.pk], "submission_key": str(uuid.uuid4())}
    text = page_text(cell.post(url("copy_dossier", new.pk), data, follow=True))
    assert "Không chép Đồng chí Thạch Sa Rươl vì đã có đề nghị cùng hình thức" in text


def test_nothing_ticked_or_a_foreign_dossier_copies_nothing(cell, w):
    own = draft(w)
    foreign = line(w, dossier(w, unit=w.sibling, by=w.sibling_secretary), by=w.sibling_secretary)
    new, key = next_round(w), str(uuid.uuid4())
    nothing = cell.post(url("copy_dossier", new.pk), {"source": own.dossier_id, "submission_key": key})
    assert nothing.status_code == 422 and "Chưa chọn dòng nào" in page_text(nothing)
    cell.post(url("copy_dossier", new.pk), {"source": foreign.dossier_id, "line": [foreign.pk], "submission_key": key})
    cell.post(url("copy_dossier", new.pk), {"source": own.dossier_id, "line": [foreign.pk], "submission_key": key})
    assert not Dossier.objects.filter(round=new).exists()
    cell.force_login(w.other_secretary)
    assert cell.get(url("copy_dossier", new.pk)).status_code == 404


def test_withdrawn_lines_are_not_ticked_and_missing_kinds_cannot_be(cell, w):
    n = nomination_at(w, S.WITHDRAWN)
    line(w, n.dossier, kind="collective")
    new = next_round(w)
    new.forms.filter(recipient_kind=RecipientKind.COLLECTIVE).delete()
    rows = cell.get(url("copy_dossier", new.pk)).context["rows"]
    assert [(row["is_offered"], row["is_ticked"]) for row in rows] == [(True, False), (False, False)]


@pytest.mark.parametrize(
    ("text", "years"),
    [("Trong năm 2025 tiết kiệm 41.350.000 đồng", ["2025"]), ("Giai đoạn 2021 - 2025, 2026.000 đồng", ["2021", "2025"]),
     ("Ngày 27/3/2024 và năm 2026", ["2024"]), ("2026", [])],
)  # fmt: skip
def test_years_outside_the_period_are_pointed_out(w, text, years):
    n = draft(w)
    n.achievement, n.citation = text, ""
    assert years_to_check(n) == years
