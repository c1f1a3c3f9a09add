"""The pages of hiệp y: what an outside body sees behind its link, what a unit sees, one answer, wrong addresses."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nominations.models import OpinionRequest
from tests.factories import NOW, nomination_at
from tests.pages.appraisal import at, html, link, signed_in
from workflows.services.opinions import cancel_opinion
from workflows.views.opinion_link import WRONG_TRIES


@pytest.fixture(autouse=True)
def today():
    """The day of the factories, and no wrong tries of other tests."""
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


ANSWER = {"consent": "agree", "text": "Không có gì.", "name": "Nguyễn Văn Công", "position": "Trưởng Công an xã"}


def test_the_link_shows_what_is_needed_and_no_more(w):
    made, address = link(w)
    line = made.nomination
    line.nominee.birth_year = 1971
    line.nominee.save()
    response = Client().get(address)
    page = html(response)
    assert response.status_code == 200 and line.nominee.full_name in page and "86 hộ" in page and made.question in page
    for kept in (
        "1971",
        "20 tán thành",
        "Minh chứng",
        "Phiếu thẩm định",
        "Lịch sử",
        reverse("workflows:nomination", args=[line.pk]),
    ):
        assert kept not in page
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]
    # under no-referrer browsers send "Origin: null" with the answer, and it is refused as forged
    assert response["Referrer-Policy"] == "same-origin" and '<meta name="robots" content="noindex">' in page


def test_the_link_takes_one_answer_as_text(w):
    made, address = link(w)
    empty = Client().post(address, {"consent": "object", "text": "", "name": "Nguyễn Văn Công"})
    assert empty.status_code == 422 and "cần ghi lý do" in html(empty) and "Nguyễn Văn Công" in html(empty)
    hostile = "<img src=x onerror=alert(1)>'; DROP TABLE x; --"
    assert Client().post(address, ANSWER | {"text": hostile}).status_code == 302
    again = Client().post(address, ANSWER | {"consent": "object", "text": "Đổi ý rồi."})
    assert again.status_code == 409 and "Đổi ý rồi." in html(again)
    made.refresh_from_db()
    assert (made.consent, made.answer) == ("agree", hostile)
    thanks = html(Client().get(address))
    assert "Cảm ơn đã trả lời" in thanks and "<img src=x" not in thanks
    for page in (
        at("opinion", made.pk),
        at("nomination", made.nomination_id),
        f"{at('queue')}?dong={made.nomination_id}",
    ):
        shown = html(signed_in(w.appraiser).get(page))
        assert "<img src=x" not in shown and "DROP TABLE" in shown


@pytest.mark.parametrize("wrong", ["sai", "A" * 43, "0" * 64, "%27%20OR%201=1--", "..", "x" * 900])
def test_wrong_secrets_are_all_answered_alike(w, wrong):
    _, address = link(w)
    response = Client().get(address.rsplit("/", 2)[0] + f"/{wrong}/")
    assert response.status_code in (404, 302)
    assert "Công an xã" not in html(response)


def test_too_many_wrong_secrets_close_the_door_for_an_hour(w):
    _, address = link(w)
    for n in range(WRONG_TRIES):
        assert Client().get(at("opinion_link", f"sai-{n}")).status_code == 404
    assert Client().get(at("opinion_link", "sai")).status_code == 429
    assert Client().get(address).status_code == 429
    with time_machine.travel(NOW + timedelta(hours=2)):
        cache.clear()
        assert Client().get(address).status_code == 200


def test_a_link_whose_time_is_over_says_so_plainly(w):
    made, address = link(w)
    with time_machine.travel(NOW + timedelta(days=36)):
        response = Client().get(address)
        assert (
            response.status_code == 410
            and "đã hết hạn" in html(response)
            and made.nomination.nominee.full_name not in html(response)
        )
    cancel_opinion(made, reason="Hỏi nhầm cơ quan.", actor=w.appraiser, at=NOW)
    response = Client().get(address)
    assert response.status_code == 410 and "đã thôi hỏi" in html(response) and "Hỏi nhầm" not in html(response)
    assert Client().post(address, ANSWER).status_code == 409
    assert OpinionRequest.objects.get().answered_at is None


def test_the_secret_is_shown_once_and_a_lost_link_is_replaced(w):
    line, client = nomination_at(w, "under_appraisal"), signed_in(w.appraiser)
    form = {"way": "duong-dan", "body_name": "Thuế cơ sở 3", "question": "Có nợ thuế không?", "working_days": "5",
            "submission_key": "6f1f5a0e-9f86-4c3e-8a4e-0b6f1d6f3c11", "email": "thue@example.vn"}  # fmt: skip
    shown = client.post(at("opinion_ask", line.pk), form)
    assert (
        "no-store" in shown["Cache-Control"]
        and "/tra-loi-hiep-y/" in html(shown)
        and "mailto:thue%40example.vn" in html(shown)
    )
    made = OpinionRequest.objects.get()
    assert made.due_on.isoformat() == "2026-05-11"  # five working days from Monday 4 May
    assert "/tra-loi-hiep-y/" not in html(client.post(at("opinion_ask", line.pk), form))
    assert "/tra-loi-hiep-y/" not in html(client.get(at("opinion", made.pk)))
    renewed = html(client.post(at("opinion_renew", made.pk)))
    assert "/tra-loi-hiep-y/" in renewed and OpinionRequest.objects.get().secret_sha256 != made.secret_sha256


def test_a_unit_answers_from_its_own_pages_and_sees_no_more_than_the_link(w):
    line, office = nomination_at(w, "under_appraisal"), signed_in(w.appraiser)
    form = {"way": "don-vi", "asked_unit": w.sibling.pk, "question": "Ý kiến nơi cư trú?", "due_on": "9/5/2026",
            "submission_key": "6f1f5a0e-9f86-4c3e-8a4e-0b6f1d6f3c12"}  # fmt: skip
    assert office.post(at("opinion_ask", line.pk), form | {"asked_unit": ""}).status_code == 422
    assert office.post(at("opinion_ask", line.pk), form).status_code == 302
    made, unit = OpinionRequest.objects.get(), signed_in(w.sibling_secretary)
    assert "1 yêu cầu xin ý kiến" in html(unit.get(at("home")))
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        assert "1 yêu cầu hiệp y đã quá hạn mà chưa có trả lời" in html(signed_in(w.appraiser).get(at("home")))
    assert "đã quá hạn mà chưa có trả lời" not in html(office.get(at("home")))
    assert line.nominee.full_name in html(unit.get(at("opinions")))
    page = html(unit.get(at("opinion", made.pk)))
    assert "Ý kiến nơi cư trú?" in page and at("nomination", line.pk) not in page
    assert unit.get(at("nomination", line.pk)).status_code == 404
    assert office.post(at("opinion", made.pk), {"consent": "agree"}).status_code == 403
    assert unit.post(at("opinion", made.pk), {"consent": "object", "text": ""}).status_code == 422
    assert unit.post(at("opinion", made.pk), {"consent": "object", "text": "Chưa thống nhất."}).status_code == 302
    assert unit.post(at("opinion", made.pk), {"consent": "agree"}).status_code == 409
    for who in (w.appraiser, w.chair, w.inspector):
        assert "Chưa thống nhất." in html(signed_in(who).get(at("nomination", line.pk)))
    assert "Chưa thống nhất." not in html(signed_in(w.secretary).get(at("nomination", line.pk)))
