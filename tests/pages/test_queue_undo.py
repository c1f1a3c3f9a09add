"""Half a minute in which an opinion can be taken back, with what was typed; then it stands."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from tests.pages.office import QUEUE, colleague_of, opinion, page_text, submitted
from workflows.enums import Action
from workflows.models import LineClaim
from workflows.services.claims import claim


@pytest.fixture
def bench(client, w):
    """A client signed in as the commune's appraiser."""
    client.force_login(w.appraiser)
    return client


def back(client, n):
    """Press the button that takes the opinion back; return the page that follows."""
    return client.post(reverse("workflows:queue_take_back", args=[n.pk]), follow=True)


def test_an_opinion_is_taken_back_and_the_line_stands_open_with_what_was_typed(bench, w):
    first, _ = submitted(w, 2)
    claim(first, actor=w.appraiser, at=timezone.now())
    page = bench.post(QUEUE, opinion(first, "send_back", note="Thiếu ảnh.", due_hour="16:30"), follow=True)
    assert "Rút lại được trong" in page_text(page) and "Đã ghi “Trả lại để bổ sung”" in page_text(page)
    page = back(bench, first)
    first.refresh_from_db()
    assert first.state == S.UNDER_APPRAISAL and first.records.last().action == Action.TAKE_BACK
    text, html = page_text(page), page.content.decode()
    assert "Đã rút lại ý kiến" in text and f"Mã đề nghị {first.code}" in text
    assert ">\nThiếu ảnh.</textarea>" in html and 'value="16:30"' in html
    assert page.context["form"]["opinion"].value() == "send_back" and not page.context["form"].is_bound
    assert LineClaim.objects.get().user == w.appraiser
    assert "Rút lại được trong" not in page_text(bench.get(QUEUE))
    assert bench.post(QUEUE, opinion(first, note="Đã có ảnh.")).status_code == 302


def test_after_half_a_minute_it_stands(bench, w):
    first, _ = submitted(w, 2)
    bench.post(QUEUE, opinion(first))
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        text = page_text(back(bench, first))
        assert "Chưa rút lại được" in text and "30 giây" in text
    first.refresh_from_db()
    assert first.state == S.RECOMMENDED
    assert "Không còn việc nào để rút lại" in page_text(back(bench, first))


def test_the_button_goes_with_time_and_the_sentence_is_said_once_more(bench, w):
    first, _ = submitted(w, 2)
    bench.post(QUEUE, opinion(first))
    with time_machine.travel(timezone.now() + timedelta(seconds=40), tick=False):
        text = page_text(bench.get(QUEUE))
        assert "Đã ghi “Đề nghị Ban Thường vụ”" in text and "Rút lại được trong" not in text
        assert "Đã ghi" not in page_text(bench.get(QUEUE))


def test_what_somebody_else_has_opened_stands(bench, w):
    first, _ = submitted(w, 2)
    theirs = Client()
    theirs.force_login(w.members[0])
    bench.post(QUEUE, opinion(first))
    assert theirs.get(reverse("workflows:nomination", args=[first.pk])).status_code == 200
    text = page_text(back(bench, first))
    assert "Chưa rút lại được" in text and "người khác mở dòng này" in text
    first.refresh_from_db()
    assert first.state == S.RECOMMENDED


def test_only_the_own_last_opinion_is_offered(bench, w):
    first, second, _ = submitted(w, 3)
    bench.post(QUEUE, opinion(first))
    bench.post(QUEUE, opinion(second))
    assert "Không còn việc nào để rút lại" in page_text(back(bench, first))
    theirs = Client()
    theirs.force_login(colleague_of(w))
    assert "Không còn việc nào để rút lại" in page_text(back(theirs, second))
    second.refresh_from_db()
    assert second.state == S.RECOMMENDED
