"""The check page: tells the truth about a certificate to anybody, nothing more, and nothing to who guesses."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.codes import ALPHABET, LENGTH, new_code, shown
from certificates.models import CheckAttempt, IssuedCertificate
from certificates.services import acts
from certificates.services.attempts import MOST_MISSES, count_miss, is_limited, visitor_of
from tests.certificates.check_samples import issued, revoke
from tests.clerks import kept_for_module
from tests.factories import NOW, world
from tests.pages.register.reading import text_of

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """A committee with two certificates; each test undoes what it did."""
    with kept_for_module(django_db_blocker):
        w = world()
        yield w, issued(w, 2)


@pytest.fixture
def certificates(scene, db):
    return scene[1]


def test_a_valid_certificate_says_what_is_on_it_and_no_more(client, certificates):
    one = certificates[1]
    response = client.get(f"/kiem-tra/{one.code}/")
    seen = text_of(response)
    assert response.status_code == 200
    for words in ("Còn hiệu lực", one.recipient_name, "Giấy khen", one.decision_number, "4/5/2026", shown(one.code)):
        assert words in seen
    for kept in (one.unit_text, one.citation, f"số {one.register_text}", certificates[0].recipient_name, "Đăng nhập"):
        assert kept not in seen
    assert "no-store" in response["Cache-Control"]
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert not response.cookies


@pytest.mark.parametrize("form", [str.lower, shown, lambda code: f" {shown(code).lower()} "])
def test_the_form_takes_a_code_as_people_type_it(client, certificates, form):
    response = client.get("/kiem-tra/", {"ma": form(certificates[0].code)})
    assert response.status_code == 200
    assert certificates[0].recipient_name in text_of(response)


def test_a_replaced_certificate_says_that_a_newer_one_exists_without_its_code(client, w, certificates):
    new = acts.exchange(certificates[0], reason="damaged", note="Rách.", actor=w.clerk, at=NOW)
    seen = text_of(client.get(f"/kiem-tra/{certificates[0].code}/"))
    assert "Đã được thay bằng bản khác" in seen
    assert "bản đang dùng" in seen
    assert new.code not in seen
    assert shown(new.code) not in seen
    assert "Còn hiệu lực" in text_of(client.get(f"/kiem-tra/{new.code}/"))


def test_a_revoked_certificate_says_so_and_not_why(client, w, certificates):
    revoke(w, certificates[0])
    seen = text_of(client.get(f"/kiem-tra/{certificates[0].code}/"))
    assert "Đã bị thu hồi" in seen
    assert "Còn hiệu lực" not in seen
    assert "Gian dối" not in seen
    assert "kết luận kiểm tra" not in seen
    assert "99-QĐ/ĐU" not in seen


def test_unknown_and_badly_typed_codes_are_answered_alike(client, certificates):
    answers, queries = set(), set()
    for typed in (new_code(), "khong-phai-ma", "x" * 300, "7K4M", "%00%01", "a/b/c", "../../tai-khoan/dang-nhap"):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"/kiem-tra/{typed}/")
        assert response.status_code == 404, typed
        answers.add(text_of(response).replace(f'value="{response.context["typed"]}"', ""))
        queries.add(
            tuple(
                form_of(query["sql"])
                for query in asked.captured_queries
                if "check" in query["sql"] or "code" in query["sql"]
            )
        )
        CheckAttempt.objects.all().delete()
    assert len(answers) == 1
    assert len(queries) == 1, "the same work, so the same time"


def form_of(sql: str) -> str:
    """Return a query without what was asked for."""
    return sql.split(" WHERE ")[0]


def test_guessing_ten_thousand_codes_finds_nothing_and_is_stopped(client, certificates, caplog):
    chance = random.Random(1930)
    tried = ["".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(10_000)]
    assert len(set(tried)) == 10_000
    assert not IssuedCertificate.objects.filter(code__in=tried[:900]).exists()
    answers = [client.get(f"/kiem-tra/{code}/").status_code for code in tried[: MOST_MISSES + 5]]
    assert answers == [404] * MOST_MISSES + [429] * 5
    assert caplog.text.count("asked for 20 codes that do not exist") == 1
    with CaptureQueriesContext(connection) as asked:
        limited = [client.get(f"/kiem-tra/{code}/").status_code for code in tried[MOST_MISSES + 5 : 100]]
    assert set(limited) == {429}
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}, "nothing is written any more"
    # the rest of the ten thousand, without the pages
    visitor = visitor_of("127.0.0.1")
    assert all(is_limited(visitor, at=NOW + timedelta(seconds=i)) for i in range(0, 3600, 600))


def guess(client) -> None:
    """Use up what an address may ask wrongly in this hour."""
    for _ in range(MOST_MISSES):
        client.get(f"/kiem-tra/{new_code()}/")


def test_who_is_stopped_reads_until_when_and_others_are_not_stopped(client, certificates):
    guess(client)
    response = client.get("/kiem-tra/", {"ma": "7K4M-29XR"})
    assert response.status_code == 429
    assert "11:00" in text_of(response)
    assert 'value="7K4M-29XR"' in text_of(response)
    assert int(response["Retry-After"]) == 3601
    assert Client(REMOTE_ADDR="203.0.113.9").get(f"/kiem-tra/{new_code()}/").status_code == 404


def test_a_hall_full_of_right_codes_is_answered_also_when_somebody_in_it_guesses(client, certificates):
    codes = [certificate.code for certificate in certificates]
    assert {client.get(f"/kiem-tra/{codes[i % 2]}/").status_code for i in range(3 * MOST_MISSES)} == {200}
    assert not CheckAttempt.objects.exists(), "right codes do not count"
    guess(client)
    assert client.get(f"/kiem-tra/{new_code()}/").status_code == 429
    assert [client.get(f"/kiem-tra/{code}/").status_code for code in codes] == [200, 200]
    assert client.get("/kiem-tra/", {"ma": shown(codes[0]).lower()}).status_code == 200


def test_the_next_hour_begins_anew_and_old_counts_go(monkeypatch, client, certificates):
    guess(client)
    assert client.get(f"/kiem-tra/{new_code()}/").status_code == 429
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))
    assert client.get(f"/kiem-tra/{new_code()}/").status_code == 404
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=2))
    client.get(f"/kiem-tra/{new_code()}/")
    assert list(CheckAttempt.objects.values_list("misses", flat=True)) == [1]


def test_a_visitor_is_kept_as_a_hash_and_an_ipv6_network_is_one_visitor(client, db):
    client.get("/kiem-tra/khong-co/", REMOTE_ADDR="203.0.113.7")
    kept = CheckAttempt.objects.get()
    assert "203" not in kept.visitor[:3] or len(kept.visitor) == 64
    assert kept.visitor == visitor_of("203.0.113.7") != visitor_of("203.0.113.8")
    assert visitor_of("2001:db8:1:2::1") == visitor_of("2001:db8:1:2:ffff::9") != visitor_of("2001:db8:1:3::1")
    assert visitor_of(None) == visitor_of("")


def test_misses_of_one_visitor_add_up(db):
    assert [count_miss("a", at=NOW) for _ in range(3)] == [1, 2, 3]
    assert count_miss("b", at=NOW) == 1


def test_the_page_has_no_frame_of_the_signed_in(client, w, certificates):
    client.force_login(w.clerk)
    seen = text_of(client.get(f"/kiem-tra/{certificates[0].code}/"))
    assert w.clerk.full_name not in seen
    assert "Đăng xuất" not in seen
    assert "<script" not in seen


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_only_answers(client, certificates, method):
    assert getattr(client, method)(f"/kiem-tra/{certificates[0].code}/").status_code == 405


def test_html_in_a_code_is_text(client, db):
    response = client.get("/kiem-tra/", {"ma": '"><script>alert(1)</script>'})
    assert b"<script" not in response.content
    assert isinstance(response.wsgi_request.user, AnonymousUser) or response.wsgi_request.user.is_anonymous
