"""Comments beside a line: for everybody, or for the appraising side alone, which the cell never sees anywhere."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests.factories import nomination_at, role, user
from tests.pages.cell import page_text, url
from tests.pages.office import QUEUE
from workflows.models import Comment
from workflows.queries_remarks import side_of
from workflows.services.comments import write_comment

SECRET = "Số liệu cao hơn báo cáo của hội."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


def browser(person):
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(person)
    return client


def say(w, n, who, text="Mô hình tốt.", audience="everyone", **more):
    """Write a comment."""
    values = {"at": w.at, "submission_key": uuid.uuid4()} | more
    return write_comment(n, actor=who, audience=audience, text=text, **values)


def typed(text="Mô hình tốt.", audience="everyone", **more):
    """Return what the form of a comment sends."""
    return {"text": text, "audience": audience, "submission_key": str(uuid.uuid4())} | more


def test_a_comment_stands_with_its_author_unit_time_and_audience(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    client = browser(w.appraiser)
    response = client.post(url("comment", n.pk), typed("Đã gọi cho chi bộ."), follow=True)
    text = page_text(response)
    assert "Đã ghi ý kiến của đồng chí." in text
    assert (
        "Đồng chí Trần Văn Đức Mọi người liên quan đọc Đảng bộ xã Tân Mỹ, 05/5/2026 lúc 10:00 Đã gọi cho chi bộ."
        in text
    )
    history = text[text.index("Lịch sử") :]
    assert history.index("Ý kiến trao đổi") < history.index("Tiếp nhận")
    assert "Đã gọi cho chi bộ." in page_text(browser(w.secretary).get(url("nomination", n.pk)))


@pytest.mark.parametrize("state", [S.UNDER_APPRAISAL, S.RETURNED, S.RECOMMENDED, S.REJECTED, S.ISSUED])
def test_what_the_appraising_side_says_among_itself_is_nowhere_for_the_cell(w, state):
    n = nomination_at(w, state)
    say(w, n, w.appraiser, SECRET, "appraisers")
    cell = browser(w.secretary)
    pages = [
        url("nomination", n.pk), url("dossier", n.dossier_id), url("home"), url("dossiers"), url("nominations"),
        url("nominations") + "?q=" + SECRET.split()[-1], url("nominations") + "?q=hoi",
    ]  # fmt: skip
    for page in pages:
        html = cell.get(page, follow=True).content.decode()
        assert SECRET not in html and "Chỉ bên thẩm định" not in html and "chỉ bên thẩm định" not in html, page
    assert "Chưa có ý kiến nào." in page_text(cell.get(url("nomination", n.pk)))


def test_everybody_of_the_appraising_side_and_the_inspector_read_them(w):
    n = nomination_at(w, S.RECOMMENDED)
    say(w, n, w.members[2], SECRET, "appraisers")
    for person in (w.appraiser, w.members[3], w.chair, w.clerk, w.inspector):
        text = page_text(browser(person).get(url("nomination", n.pk)))
        assert SECRET in text and "Chỉ bên thẩm định đọc" in text and "Ý kiến trao đổi (chỉ bên thẩm định đọc)" in text


def test_the_bench_shows_comments_and_comes_back_to_it(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    say(w, n, w.appraiser, SECRET, "appraisers")
    client = browser(w.appraiser)
    text = page_text(client.get(f"{QUEUE}?dong={n.pk}"))
    assert SECRET in text and "Trao đổi (1)" in text
    response = client.post(url("comment", n.pk), typed(ve="tham-dinh"))
    assert response.url == f"{QUEUE}?dong={n.pk}#trao-doi"


def test_the_cell_is_not_asked_for_whom_and_cannot_say_it_anyway(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    client = browser(w.secretary)
    html = client.get(url("nomination", n.pk)).content.decode()
    assert 'type="hidden" name="audience" value="everyone"' in html and 'value="appraisers"' not in html
    response = client.post(url("comment", n.pk), typed(audience="appraisers"))
    assert response.status_code == 422 and not Comment.objects.exists()
    with pytest.raises(NotPermitted, match="phía đơn vị đề nghị"):
        say(w, n, w.secretary, audience="appraisers")


def test_who_works_for_the_cell_reads_as_the_cell_whatever_else_they_are(w):
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    n = nomination_at(w, S.UNDER_APPRAISAL)
    side = side_of(n, w.appraiser, on=w.at.date())
    assert not side.reads_appraisers and side.holding.unit == w.cell and len(side.audiences) == 1


def test_the_nominee_reads_as_the_cell_also_when_a_member_or_an_inspector(w):
    n = nomination_at(w, S.RECOMMENDED)
    other = say(w, n, w.appraiser, SECRET, "appraisers")
    for person in (w.members[3], w.inspector):
        n.nominee.user = person
        n.nominee.save()
        assert other.text not in page_text(browser(person).get(url("nomination", n.pk)))


def test_a_unit_that_the_line_has_not_reached_says_nothing(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    for person in (w.other_appraiser, w.province_appraiser, w.sibling_secretary, w.administrator):
        assert browser(person).post(url("comment", n.pk), typed()).status_code == 404
        with pytest.raises(NotPermitted) as refusal:
            say(w, n, person)
        assert refusal.value.hidden
    assert not Comment.objects.exists()


def test_the_inspector_reads_and_writes_nothing(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    client = browser(w.inspector)
    assert "Gửi ý kiến" not in page_text(client.get(url("nomination", n.pk)))
    assert client.post(url("comment", n.pk), typed()).status_code == 403
    with pytest.raises(NotPermitted):
        say(w, n, w.inspector)


def test_a_double_press_makes_one_comment_and_a_foreign_key_none(w):
    n, m = nomination_at(w, S.UNDER_APPRAISAL), nomination_at(w, S.UNDER_APPRAISAL)
    client, form = browser(w.appraiser), typed()
    for _ in range(2):
        assert client.post(url("comment", n.pk), form).status_code == 302
    assert Comment.objects.count() == 1
    assert client.post(url("comment", m.pk), form).status_code == 403
    assert browser(w.secretary).post(url("comment", n.pk), form).status_code == 403
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"text": "  "}, "Chưa viết ý kiến."), ({"audience": ""}, "Chưa chọn ai đọc được."), ({"text": "x" * 2001}, "dài quá 2000")],
)  # fmt: skip
def test_a_refused_comment_stands_on_the_page_with_its_words(w, wrong, said):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    response = browser(w.appraiser).post(url("comment", n.pk), typed("Đã gọi điện.") | wrong)
    assert response.status_code == 422 and said in page_text(response) and not Comment.objects.exists()
    assert wrong.get("text", "Đã gọi điện.").strip() in response.content.decode()


def test_comments_stay_and_can_be_written_after_the_end(w):
    n = nomination_at(w, S.ISSUED)
    client = browser(w.secretary)
    client.post(url("comment", n.pk), typed("Chi bộ xin cảm ơn."))
    assert "Chi bộ xin cảm ơn." in page_text(client.get(url("nomination", n.pk)))


def test_a_comment_is_never_changed_or_removed(w):
    comment = say(w, nomination_at(w, S.UNDER_APPRAISAL), w.appraiser)
    with pytest.raises(DatabaseError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(text="Khác.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).delete()


def test_what_is_typed_is_text_and_nothing_else(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    say(w, n, w.secretary, "<script>alert(1)</script>\nDòng hai")
    html = browser(w.appraiser).get(url("nomination", n.pk)).content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;<br>Dòng hai" in html


def test_pages_ask_the_same_number_of_questions_for_one_and_three_comments(w):
    few, many = nomination_at(w, S.UNDER_APPRAISAL), nomination_at(w, S.UNDER_APPRAISAL)
    other = user("can-bo-hai")
    role(other, Role.APPRAISER, w.commune)
    say(w, few, w.appraiser)
    for who in (w.appraiser, w.secretary, other):
        say(w, many, who)
    for person, pages in (
        (w.appraiser, [url("nomination", few.pk), url("nomination", many.pk)]),
        (w.appraiser, [f"{QUEUE}?dong={few.pk}", f"{QUEUE}?dong={many.pk}"]),
        (w.secretary, [url("nomination", few.pk), url("nomination", many.pk)]),
    ):
        client, costs = browser(person), []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            costs.append(len(captured))
        assert costs[0] == costs[1]
