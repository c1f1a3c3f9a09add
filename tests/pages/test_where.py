"""Where it stands: the drawing and the way of one line, and the page of what waits where."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from nominations.enums import Step
from nominations.models import Nomination
from tests.factories import NOW, a_meeting, finish_meeting, hold_meeting, line, nomination_at, vote_all
from vietnamese.dates import local_day
from workflows import queries_where as reads
from workflows.deadlines import StepLimit
from workflows.engine import perform
from workflows.enums import Action
from workflows.models import TransitionRecord
from workflows.queries import history_of
from workflows.queries_where import Clock, cells, is_stuck, middles, passed, waiting_lines, worst_first
from workflows.services import deadlines, meetings
from workflows.way import BESIDE, SPINE, way_of

DAY = timedelta(days=1)


@pytest.fixture
def noon(w, monkeypatch):
    """Set the clock of the pages to the moment of the world."""
    monkeypatch.setattr(timezone, "now", lambda: w.at + timedelta(hours=2))
    return w


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def way(n: Nomination, at=NOW):
    n = Nomination.objects.select_related("round", "holder_unit__kind", "nominee", "proposing_unit__kind").get(pk=n.pk)
    return way_of(n, list(history_of(n))[::-1], at=at)


def since(n: Nomination, days: int) -> None:
    """Let a line have come to its step so many days earlier, as its whole history then says."""
    Nomination.objects.filter(pk=n.pk).update(**{"state" + "_since": NOW - DAY * days})


def test_every_state_has_one_box_and_none_covers_another():
    assert sorted(SPINE + BESIDE) == sorted(S)


def test_the_drawing_says_what_was_what_is_and_what_can_come(w):
    n = nomination_at(w, S.RETURNED)
    drawn = way(n)
    kinds = {box.state: box.kind for box in drawn.boxes}
    assert {s for s, kind in kinds.items() if kind == "done"} == {S.DRAFT, S.SUBMITTED, S.UNDER_APPRAISAL}
    assert [s for s, kind in kinds.items() if kind == "now"] == [S.RETURNED]
    assert [s for s, kind in kinds.items() if kind == "next"] == [S.WITHDRAWN]
    assert [row["label"] for row in drawn.following] == ["Trình lại", "Rút đề nghị"]
    assert sorted(line.kind for line in drawn.lines).count("done") == 3
    assert max(box.y + drawn.high for box in drawn.boxes) <= drawn.height
    assert all(box.x > 0 and box.x + drawn.box < drawn.width for box in drawn.boxes)


def test_the_way_tells_each_stay_with_its_working_days(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    perform(Action.SEND_BACK, nomination=n, actor=w.appraiser, at=NOW + 4 * DAY, note="Thiếu.",
            data={"due_at": NOW + 9 * DAY})  # fmt: skip
    drawn = way(n, at=NOW + 8 * DAY)
    assert [(stay.label, stay.days, stay.is_now) for stay in drawn.stays] == [
        ("Dự thảo", 0, False), ("Đã trình, chờ tiếp nhận", 0, False), ("Đang thẩm định", 4, False),
        ("Trả lại để bổ sung", 2, True),
    ]  # fmt: skip
    assert drawn.times == [("Tiếp nhận", 0), ("Thẩm định", 4), ("Chi bộ bổ sung", 2)]
    assert drawn.stays[-1].due_at == NOW + 9 * DAY and not drawn.stays[-1].is_late
    assert way(n, at=NOW + 10 * DAY).stays[-1].is_late


def test_a_line_at_its_end_waits_for_nothing(w):
    drawn = way(nomination_at(w, S.ISSUED))
    assert drawn.following == [] and drawn.stays[-1].is_end
    assert {box.state for box in drawn.boxes if box.kind == "later"} == set(BESIDE)


def test_the_page_of_a_line_draws_without_inline_style_or_script(noon):
    n = nomination_at(noon, S.RECOMMENDED)
    page = signed_in(noon.appraiser).get(reverse("workflows:nomination", args=[n.pk])).content.decode()
    [drawing] = re.findall(r"<svg viewBox.*?</svg>", page, re.DOTALL)
    assert "Đề nghị Ban" in drawing or "Ban Thường vụ" in drawing
    assert "style=" not in drawing and "<script" not in drawing and "<style" not in drawing
    assert 'role="img"' in drawing and "<title" in drawing
    assert "Đường đã đi" in page and "Có thể tiếp theo" in page
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_counts_middle_and_longest_of_each_place(noon):
    w = noon
    for days in (1, 3, 21):
        since(nomination_at(w, S.SUBMITTED), days)
    since(nomination_at(w, S.RETURNED), 7)
    clock = Clock(NOW, {})
    lines = waiting_lines(w.appraiser, on=NOW.date())
    found = {cell.step: cell for cell in cells(lines, clock)}
    intake = found[Step.INTAKE]
    assert (intake.unit_id, intake.count, intake.middle, intake.longest) == (w.commune.pk, 3, 1, 15)
    assert (intake.overdue, intake.stuck) == (0, 1), "one has waited longer than twice the middle"
    assert found[Step.COMPLETION].unit_id == w.cell.pk
    stuck = lines.filter(is_stuck(middles(lines, clock), clock))
    assert stuck.count() == sum(cell.stuck for cell in found.values()) == 1
    assert [cell.step for cell in worst_first(found.values())] == [Step.INTAKE]


def test_the_page_names_the_worst_place_first_and_links_to_its_lines(noon):
    w = noon
    deadlines.set_steps(
        w.round, limits={Step.APPRAISAL: StepLimit(due_on=date(2026, 4, 29))}, actor=w.appraiser, at=NOW
    )
    nomination_at(w, S.SUBMITTED)
    late = nomination_at(w, S.UNDER_APPRAISAL)
    client = signed_in(w.chair)
    page = client.get(reverse("workflows:situation"))
    text = page.content.decode()
    assert page.status_code == 200 and "1 dòng quá hạn" in text
    [url] = re.findall(r'<li><p><a class="act" href="([^"]+)">Đảng bộ xã Tân Mỹ, bước Thẩm định</a>', text)
    behind = client.get(url.replace("&amp;", "&")).content.decode()
    assert late.code in behind and behind.count("Mã <span") == 1
    assert "Tình hình" in client.get(reverse("workflows:home")).content.decode()


def test_an_empty_page_says_so_and_a_cell_does_not_get_it(noon):
    page = signed_in(noon.clerk).get(reverse("workflows:situation"))
    assert "Không có dòng nào đang chờ" in page.content.decode()
    assert signed_in(noon.secretary).get(reverse("workflows:situation")).status_code == 403
    assert signed_in(noon.members[2]).get(reverse("workflows:waiting_lines")).status_code == 403


def test_nobody_counts_lines_that_have_not_reached_them(noon):
    nomination_at(noon, S.SUBMITTED)
    for stranger in (noon.other_appraiser, noon.province_appraiser):
        assert "Không có dòng nào đang chờ" in signed_in(stranger).get(reverse("workflows:situation")).content.decode()
    line(noon)
    text = signed_in(noon.inspector).get(reverse("workflows:situation")).content.decode()
    assert "1 dòng đang chờ" in text, "drafts wait for nobody"


@pytest.mark.parametrize("who", ["chair", "appraiser", "inspector"])
def test_the_pages_ask_as_often_for_many_lines_as_for_one(noon, who):
    client = signed_in(getattr(noon, who))

    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name), {"xem": "tat-ca"}).status_code == 200
        return len(queries)

    nomination_at(noon, S.SUBMITTED)
    few = {name: asked(name) for name in ("workflows:situation", "workflows:waiting_lines")}
    for _ in range(2):
        nomination_at(noon, S.SUBMITTED), nomination_at(noon, S.RETURNED)
    assert {name: asked(name) for name in few} == few
    assert max(few.values()) <= 15, few


def test_finished_stays_are_counted_by_unit_and_step_without_what_was_taken_back(noon):
    w = noon
    for days in (1, 4):
        n = nomination_at(w, S.UNDER_APPRAISAL)
        perform(Action.DECLINE, nomination=n, actor=w.appraiser, at=NOW + days * DAY, note="Nhầm.")
        perform(Action.TAKE_BACK, nomination=n, actor=w.appraiser, at=NOW + days * DAY)
        perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=NOW + days * DAY)
    perform(Action.WITHDRAW, nomination=nomination_at(w, S.SUBMITTED), actor=w.secretary, at=NOW + DAY)
    found = passed(w.chair, w.round, {}, on=NOW.date())
    assert {place: (one.count, one.middle, one.longest) for place, one in found.items()} == {
        (w.commune.pk, Step.INTAKE): (2, 0, 0), (w.commune.pk, Step.APPRAISAL): (2, 4, 4)
    }  # fmt: skip
    assert found[w.commune.pk, Step.APPRAISAL].longer_than(3) == 1
    assert not passed(w.other_appraiser, w.round, {}, on=NOW.date()), "nobody counts what has not reached them"


def test_the_database_counts_stays_as_a_walk_through_the_moves_does(noon):
    w = noon
    at = NOW.replace(hour=16, minute=59, second=59, microsecond=999_999)
    for i, state in enumerate((S.UNDER_APPRAISAL, S.NOT_RECOMMENDED, S.RETURNED, S.APPROVED)):
        n = nomination_at(w, state)
        if state == S.UNDER_APPRAISAL:
            perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=at + i * DAY + timedelta(microseconds=1))
        if state == S.RETURNED:
            perform(Action.SUBMIT, nomination=n, actor=w.secretary, at=at + DAY)
            perform(Action.RECEIVE, nomination=n, actor=w.appraiser, at=at + 2 * DAY)
    perform(Action.WITHDRAW, nomination=nomination_at(w, S.SUBMITTED), actor=w.secretary, at=at)
    nomination_at(w, S.RECOMMENDED), nomination_at(w, S.RECOMMENDED)
    meeting = a_meeting(w)
    meetings.postpone_line(meeting.lines.last(), True, actor=w.clerk, at=w.at)
    vote_all(w, meeting)
    finish_meeting(meeting, actor=w.clerk, at=w.at)
    hold_meeting(w)
    every = TransitionRecord.objects.all()
    stays = reads._counted(every.order_by())
    assert every.filter(action=Action.POSTPONE).exists()
    assert stays == reads._walked(every) and stays.total() > 10
    assert (w.cell.pk, S.RETURNED, local_day(NOW), local_day(NOW) + DAY) in stays


def test_the_page_of_times_stands_beside_the_limits_and_is_found_from_the_situation(noon):
    w = noon
    deadlines.set_steps(w.round, limits={Step.APPRAISAL: StepLimit(working_days=2)}, actor=w.appraiser, at=NOW)
    client, url = signed_in(w.chair), reverse("workflows:step_times")
    assert "Chưa có lượt nào xong" in client.get(url, {"dot": w.round.pk}).text
    n = nomination_at(w, S.UNDER_APPRAISAL)
    perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=NOW + 3 * DAY)
    assert f"{url}?dot={w.round.pk}" in client.get(reverse("workflows:situation")).text
    page = re.sub(r"<[^>]+>|\s+", " ", client.get(url, {"dot": w.round.pk}).text)
    assert re.search(r"hạn 2 ngày .*Đảng bộ xã Tân Mỹ .*thường 3 ngày +1 lượt +1 lượt lâu hơn hạn", page)
    assert client.get(url, {"dot": w.other_commune.pk + 9999}).status_code == 404
    assert signed_in(w.secretary).get(url).status_code == 403
