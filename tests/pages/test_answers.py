"""What a superior outside this system answered: recorded once, with its scan, for all chosen lines or none."""

import hashlib
import re
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents.models import SuperiorAnswer
from nominations.enums import NominationState as S
from nominations.models import Award, Nomination
from tests import factories as f
from workflows.enums import Action
from workflows.models import SeparationRule
from workflows.services import answers

from .committee import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def forwarded(w):
    """Two lines that wait for the chairman of the province, who is outside this system."""
    return [f.nomination_at(w, S.FORWARDED, outside=True) for _ in range(2)]


@pytest.fixture
def media(settings, tmp_path):
    """Keep uploaded files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def pdf(tmp_path):
    """Return the bytes of a PDF of one empty page."""
    path = tmp_path / "traloi.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(path)
    return path.read_bytes()


def address(w):
    return url("answer_new", w.commune.pk, w.outside_round.pk)


def paper(lines, *said, **more):
    """Return what the form sends: for each line granted, refused or "" for not answered."""
    sent = {
        "authority_name": "Chủ tịch Ủy ban nhân dân tỉnh Bình An", "number_text": "1234/QĐ-UBND",
        "answered_on": f"{timezone.localdate():%d/%m/%Y}", "rest": "later", "note": "", "checked": "on",
    }  # fmt: skip
    return sent | {f"line-{n.pk}": answer for n, answer in zip(lines, said, strict=False) if answer} | more


def state_of(nomination):
    return Nomination.objects.values_list("state", flat=True).get(pk=nomination.pk)


def test_what_waits_is_listed_and_the_authority_is_filled_in(w, forwarded):
    client = signed_in(w.clerk)
    page = client.get(url("answers"))
    assert "Cơ quan quyết định: Chủ tịch Ủy ban nhân dân tỉnh Bình An. 2 dòng" in words(page)
    form = client.get(address(w)).content.decode()
    assert 'value="Chủ tịch Ủy ban nhân dân tỉnh Bình An"' in form
    assert re.findall(r'name="([\w-]+)" value="(\w+)"[^>]* checked', form) == [("rest", "later")], (
        "no answer is chosen beforehand"
    )


def test_an_answer_is_recorded_with_its_scan(w, forwarded, media, tmp_path):
    scan = pdf(tmp_path)
    sent = paper(forwarded, "granted", "refused", scan=SimpleUploadedFile("Trả lời.pdf", scan))
    page = signed_in(w.clerk).post(address(w), sent, follow=True)
    assert "Đã ghi trả lời cho 2 dòng: 1 đồng ý, 1 không đồng ý." in words(page)
    assert [state_of(n) for n in forwarded] == [S.ISSUED, S.REJECTED]
    assert Award.objects.get().decision_number == "1234/QĐ-UBND"
    answer = SuperiorAnswer.objects.get(nomination=forwarded[0])
    assert answer.scan_sha256 == hashlib.sha256(scan).hexdigest()
    for reader in (w.clerk, w.secretary):
        got = signed_in(reader).get(url("answer_scan", answer.pk))
        assert b"".join(got.streaming_content) == scan
        assert got.headers["Content-Disposition"].startswith("attachment")
    for stranger in (w.sibling_secretary, w.other_appraiser):
        assert signed_in(stranger).get(url("answer_scan", answer.pk)).status_code == 404


def test_lines_left_empty_wait_or_are_granted_together(w, forwarded):
    client = signed_in(w.clerk)
    client.post(address(w), paper(forwarded, "refused"))
    assert [state_of(n) for n in forwarded] == [S.REJECTED, S.FORWARDED]
    client.post(address(w), paper(forwarded, "", "", rest="granted"))
    assert state_of(forwarded[1]) == S.ISSUED
    assert "không còn dòng nào chờ cấp trên trả lời" in words(client.get(address(w), follow=True))


def test_a_refused_form_keeps_what_was_typed(w, forwarded):
    page = signed_in(w.clerk).post(
        address(w),
        paper(forwarded, "granted", answered_on="31/2/2026", checked="", note="Kèm danh sách", number_text=""),
    )
    assert page.status_code == 422
    text, html = words(page), page.content.decode()
    for said in ("Không có ngày 31/2/2026", "Hãy đối chiếu từng dòng với văn bản", "Chưa ghi số văn bản"):
        assert said in text
    for typed in ('value="31/2/2026"', 'value="Kèm danh sách"'):
        assert typed in html
    assert not SuperiorAnswer.objects.exists()


def test_nothing_answered_is_said(w, forwarded):
    page = signed_in(w.clerk).post(address(w), paper(forwarded))
    assert page.status_code == 422
    assert "Chưa ghi trả lời cho dòng nào" in words(page)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "rỗng"), (b"<html>", "không phải PDF hay ảnh"), (b"%PDF-1.7 broken", "bị hỏng hoặc không phải PDF")],
)
def test_a_file_that_is_not_what_it_claims_is_refused(w, forwarded, content, reason):
    page = signed_in(w.clerk).post(
        address(w), paper(forwarded, "granted", scan=SimpleUploadedFile("tra-loi.pdf", content))
    )
    assert page.status_code == 422
    assert reason in words(page)
    assert "hãy chọn lại bản chụp" in words(page)
    assert state_of(forwarded[0]) == S.FORWARDED


def test_a_date_before_the_line_was_forwarded_records_nothing(w, forwarded):
    early = w.at.date() - timedelta(days=3)
    page = signed_in(w.clerk).post(address(w), paper(forwarded, "granted", "granted", answered_on=f"{early:%d/%m/%Y}"))
    assert page.status_code == 422
    assert "phải sau hoặc đúng ngày trình cấp trên" in words(page)
    assert {state_of(n) for n in forwarded} == {S.FORWARDED}


def test_one_line_that_may_not_move_keeps_all_of_them(w, forwarded):
    """The clerk is nominated on the second line, which nobody may move for themselves."""
    Nomination.objects.get(pk=forwarded[1].pk).nominee.__class__.objects.filter(pk=forwarded[1].nominee_id).update(
        user=w.clerk
    )
    page = signed_in(w.clerk).post(address(w), paper(forwarded, "granted", "granted"))
    assert page.status_code == 422
    assert f"{forwarded[1].nominee.full_name}: Đồng chí là người được đề nghị" in words(page)
    assert {state_of(n) for n in forwarded} == {S.FORWARDED}
    assert not SuperiorAnswer.objects.exists()


def test_a_reason_is_asked_where_one_person_does_both_acts(w, forwarded):
    SeparationRule.objects.create(first_action=Action.FORWARD, second_action=Action.ANSWER_GRANTED, starts_on=f.START)
    client = signed_in(w.clerk)
    refused = client.post(address(w), paper(forwarded, "granted"))
    assert refused.status_code == 422
    assert "Lý do đồng chí làm cả hai việc" in words(refused)
    assert f'name="line-{forwarded[0].pk}" value="granted"' in refused.content.decode()
    assert (
        client.post(address(w), paper(forwarded, "granted", separation_reason="Chỉ có một văn thư.")).status_code == 302
    )
    assert state_of(forwarded[0]) == S.ISSUED


@pytest.mark.parametrize(("who", "status"), [("appraiser", 403), ("secretary", 403), ("province_clerk", 404)])
def test_only_the_clerk_of_the_unit_records_answers(w, forwarded, who, status):
    client = signed_in(getattr(w, who))
    assert client.post(address(w), paper(forwarded, "granted")).status_code == status
    assert client.get(address(w)).status_code == status
    assert state_of(forwarded[0]) == S.FORWARDED


def test_the_list_takes_the_same_queries_for_one_and_three(w, django_assert_max_num_queries):
    client, counts = signed_in(w.clerk), []
    for size in (1, 2):
        for _ in range(size):
            answered = f.nomination_at(w, S.FORWARDED, outside=True)
            f.answer(w, answered)
            f.nomination_at(w, S.FORWARDED, outside=True)
        client.get(url("answers"))
        with django_assert_max_num_queries(15) as captured:
            client.get(url("answers"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_answers_recorded_last_come_first_and_those_of_another_unit_not_at_all(w, forwarded):
    later = f.nomination_at(w, S.FORWARDED, outside=True)
    for at, lines in ((w.at, forwarded), (w.at + timedelta(hours=1), [later])):
        answers.record_answer(
            unit=w.commune, answers={n.pk: True for n in lines}, authority_name="Chủ tịch tỉnh", number_text="7/QĐ-UBND",
            answered_on=w.at.date(), actor=w.clerk, at=at,
        )  # fmt: skip
    expected = [later.pk, *(n.pk for n in forwarded)]
    assert [row.nomination_id for row in answers.last_answers([w.commune.pk], 5)] == expected
    assert [row.nomination_id for row in answers.last_answers([w.commune.pk], 1)] == expected[:1]
    assert answers.last_answers([w.province.pk], 5) == []
    text = words(signed_in(w.clerk).get(url("answers")))
    assert text.index(later.nominee.full_name) < text.index(forwarded[0].nominee.full_name)
