"""The records clerk's list and the draft of a decision."""

import uuid
from datetime import timedelta

import lxml.html
import pytest
from django.urls import reverse

from documents.models import Decision, DecisionLine
from nominations.enums import NominationState as S
from nominations.models import Nomination
from tests.clerks import approved_lines, draft, number
from tests.factories import NOW, finish_meeting, hold_meeting, nomination_at, vote_all
from tests.pages.decisions.reading import LIST, errors, queries, titles, url, words
from workflows.services import decisions, meetings

pytestmark = pytest.mark.django_db


class TestList:
    def test_waiting_lines_stand_by_round_and_form_all_ticked(self, clerk, waiting):
        response = clerk.get(LIST)
        assert "3 dòng chờ lập quyết định" in words(response)
        ticked = lxml.html.document_fromstring(response.content).xpath("//input[@name='lines'][@checked]/@value")
        assert {int(value) for value in ticked} == {n.pk for n in waiting}

    def test_ticked_lines_become_a_draft_collectives_first(self, clerk, w, waiting):
        data = {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "lines": [n.pk for n in reversed(waiting)]}
        response = clerk.post(LIST, data)
        made = Decision.objects.get()
        assert response.url == url("decision", made.pk)
        assert titles(clerk.get(response.url)) == [
            "Chi bộ ấp Tân Bình 1",
            "Đồng chí Lê Thị Bích Liên",
            "Đồng chí Đặng Xuân Ước",
        ]
        assert clerk.post(LIST, data).url == response.url
        assert Decision.objects.count() == 1

    def test_each_proposing_unit_can_have_a_decision_of_its_own(self, clerk, w, waiting):
        assert "Lập riêng cho từng đơn vị" not in clerk.get(LIST).text
        Nomination.objects.filter(pk=waiting[0].pk).update(
            proposing_unit=w.sibling, proposing_unit_name="Chi bộ ấp Tân Bình 2"
        )
        assert "Lập riêng cho từng đơn vị đề nghị" in clerk.get(LIST).text
        data = {
            "unit": w.commune.pk,
            "submission_key": uuid.uuid4(),
            "lines": [n.pk for n in waiting],
            "for_each_unit": "1",
        }
        for _ in range(2):  # a double click drafts once
            assert clerk.post(LIST, data).url == LIST
            made = Decision.objects.order_by("pk")
            assert [decision.lines.count() for decision in made] == [2, 1]
            assert "Chi bộ ấp Tân Bình 2" in made[1].executors

    def test_nothing_ticked_is_told(self, clerk, w, waiting):
        response = clerk.post(LIST, {"unit": w.commune.pk, "submission_key": uuid.uuid4()})
        assert response.status_code == 422
        assert "Chưa chọn dòng nào" in errors(response)

    def test_a_line_that_was_drafted_meanwhile_is_told_and_ticks_are_kept(self, clerk, w, waiting):
        draft(w, nominations=waiting[:1])
        response = clerk.post(
            LIST, {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "lines": [n.pk for n in waiting[:2]]}
        )
        assert response.status_code == 422
        assert "không còn chờ quyết định" in errors(response)
        assert lxml.html.document_fromstring(response.content).xpath("//input[@name='lines'][@checked]/@value") == [
            str(waiting[1].pk)
        ]

    def test_one_decision_is_for_one_round_and_form(self, clerk, w, waiting):
        Nomination.objects.filter(pk=waiting[0].pk).update(form="bang_khen")
        assert (
            len(lxml.html.document_fromstring(clerk.get(LIST).content).xpath("//main//table[.//input[@name='lines']]"))
            == 2
        )
        response = clerk.post(
            LIST, {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "lines": [n.pk for n in waiting]}
        )
        assert response.status_code == 422
        assert "một đợt và một hình thức" in errors(response)

    def test_it_asks_as_much_for_three_as_for_one(self, clerk, w, waiting):
        draft(w, nominations=waiting[:1])
        number(w, draft(w, nominations=waiting[1:2]))
        one = queries(clerk, LIST)
        more = approved_lines(w, 6, collective="Chi bộ ấp Tân Bình 9")
        draft(w, nominations=more[:1])
        number(w, draft(w, nominations=more[1:2]))
        assert queries(clerk, LIST) == one <= 15

    @pytest.mark.parametrize(
        ("who", "status"), [("secretary", 403), ("appraiser", 403), ("inspector", 200), ("province_clerk", 200)]
    )
    def test_who_may_open_it(self, client, w, waiting, who, status):
        client.force_login(getattr(w, who))
        response = client.get(LIST)
        assert response.status_code == status
        assert not lxml.html.document_fromstring(response.content).xpath("//input[@name='lines']")

    def test_another_units_lines_are_not_drafted(self, client, w, waiting):
        client.force_login(w.province_clerk)
        for unit, status in ((w.commune.pk, 404), (w.province.pk, 422), ("x", 404)):
            data = {"unit": unit, "submission_key": uuid.uuid4(), "lines": [waiting[0].pk]}
            assert client.post(LIST, data).status_code == status
        assert not Decision.objects.exists()


def texts(made, **changes) -> dict:
    names = ("subject", "bases", "bonus_text", "executors", "recipients", "place", "version")
    return {name: getattr(made, name) for name in names} | changes


class TestDraft:
    def test_texts_and_signer_are_saved(self, clerk, w, made):
        response = clerk.post(
            url("decision", made.pk), texts(made, bonus_text="Mỗi tập thể 1.404.000 đồng.", signer=w.signer.pk)
        )
        assert response.status_code == 302
        made.refresh_from_db()
        assert (made.bonus_text, made.signer_name, made.version) == ("Mỗi tập thể 1.404.000 đồng.", "Võ Minh Khánh", 2)

    def test_first_texts_leave_to_the_paper_what_it_adds_itself(self, made):
        assert made.subject.startswith("về việc khen thưởng học tập và làm theo")
        assert "Biên bản họp Ban Thường vụ Đảng ủy xã Tân Mỹ, ngày 04/5/2026" in made.bases
        assert "Điều" not in made.executors + made.recipients

    def test_every_vote_that_a_decision_rests_on_is_among_its_bases(self, w):
        lines = [nomination_at(w, S.RECOMMENDED)]
        hold_meeting(w)
        lines.append(nomination_at(w, S.RECOMMENDED))
        poll = meetings.prepare_meeting(
            unit=w.commune, title="Lấy ý kiến", starts_at=w.at + timedelta(days=1), actor=w.clerk, at=w.at, mode="poll",
            poll_closes_at=w.at + timedelta(days=9),
        )  # fmt: skip
        meetings.open_voting(poll, actor=w.clerk, at=w.at)
        vote_all(w, poll)
        finish_meeting(poll, actor=w.clerk, at=w.at + timedelta(days=2))
        made = decisions.draft_decision(unit=w.commune, nominations=lines, actor=w.clerk, at=w.at + timedelta(days=3))
        assert made.bases.splitlines()[-3:-1] == [
            "Biên bản họp Ban Thường vụ Đảng ủy xã Tân Mỹ, ngày 04/5/2026",
            "Biên bản tổng hợp phiếu lấy ý kiến Ban Thường vụ Đảng ủy xã Tân Mỹ, ngày 06/5/2026",
        ]
        assert made.meeting == poll

    def test_a_refused_form_keeps_what_was_typed(self, clerk, made):
        response = clerk.post(url("decision", made.pk), texts(made, subject="", bases="Căn cứ mới gõ"))
        assert response.status_code == 422
        assert "trích yếu" in errors(response)
        assert "Căn cứ mới gõ" in response.text
        assert "<title>Lỗi: " in response.text

    def test_a_stale_page_loses_nothing(self, clerk, w, made):
        decisions.save_decision(made, actor=w.clerk, at=NOW, expected_version=1, subject="về việc khác")
        response = clerk.post(url("decision", made.pk), texts(made, version=1, bases="Căn cứ mới gõ"))
        assert response.status_code == 409
        assert "vừa được lưu ở trang khác" in errors(response)
        assert "Căn cứ mới gõ" in response.text
        made.refresh_from_db()
        assert made.subject == "về việc khác"

    def test_buttons_move_a_recipient_up_and_down(self, clerk, made):
        last = made.lines.last()
        response = clerk.post(url("decision_move", made.pk, last.pk), {"huong": "len"})
        assert response.url.endswith(f"#dong-{last.pk}")
        assert titles(clerk.get(url("decision", made.pk)))[1] == "Đồng chí Đặng Xuân Ước"
        clerk.post(url("decision_move", made.pk, last.pk), {"huong": "xuong"})
        assert titles(clerk.get(url("decision", made.pk)))[2] == "Đồng chí Đặng Xuân Ước"

    def test_printed_words_and_place_of_one_recipient(self, clerk, made):
        line = made.lines.order_by("position")[2]
        page = url("decision_line", made.pk, line.pk)
        assert clerk.get(page).status_code == 200
        data = {
            "address": "Ông",
            "name": "Đặng  Xuân Ước ",
            "unit_text": "",
            "citation": "Đã có\r\nthành tích",
            "position": "1",
            "version": made.version,
        }
        assert clerk.post(page, data).status_code == 302
        line.refresh_from_db()
        assert (line.position, line.address, line.name, line.unit_text, line.citation) == (
            1,
            "Ông",
            "Đặng Xuân Ước",
            "",
            "Đã có\nthành tích",
        )
        assert list(made.lines.order_by("position").values_list("position", flat=True)) == [1, 2, 3]
        assert clerk.post(page, data).status_code == 409
        assert clerk.post(page, data | {"citation": "", "version": 2}).status_code == 422
        assert clerk.post(page, data | {"position": "0", "version": 2}).status_code == 422

    def test_a_dropped_line_waits_again_and_the_last_takes_the_draft(self, clerk, made):
        ids = list(made.lines.values_list("pk", flat=True))
        assert "trở lại danh sách chờ" in words(clerk.get(url("decision_drop", made.pk, ids[0])))
        for left, pk in zip((2, 1, 0), ids, strict=True):
            response = clerk.post(url("decision_drop", made.pk, pk))
            assert DecisionLine.objects.count() == left
        assert response.url == LIST
        assert "3 dòng chờ" in words(clerk.get(LIST))

    def test_a_draft_is_thrown_away_after_asking(self, clerk, made):
        assert Decision.objects.filter(pk=made.pk).exists()
        assert "Bỏ dự thảo" in words(clerk.get(url("decision_discard", made.pk)))
        clerk.post(url("decision_discard", made.pk))
        assert not Decision.objects.exists()
        assert clerk.post(url("decision_discard", made.pk)).status_code == 404

    def test_a_long_list_has_pages(self, clerk, made, monkeypatch):
        monkeypatch.setattr("workflows.views.clerks.LINES_PER_PAGE", 2)
        monkeypatch.setattr("workflows.views.clerks.page_of.__defaults__", (2,))
        assert len(titles(clerk.get(url("decision", made.pk)))) == 2
        assert titles(clerk.get(url("decision", made.pk) + "?trang=2")) == ["Đồng chí Đặng Xuân Ước"]
        last = made.lines.last()
        assert clerk.post(url("decision_move", made.pk, last.pk), {"huong": "xuong"}).url.endswith(
            f"?trang=2#dong-{last.pk}"
        )

    def test_readers_see_it_without_buttons(self, client, w, made):
        client.force_login(w.inspector)
        page = lxml.html.document_fromstring(client.get(url("decision", made.pk)).content)
        assert not page.xpath("//main//button")
        assert page.xpath(f"//a[@href='{reverse('documents:decision_paper', args=[made.pk])}']")
        for name in ("decision_number", "decision_discard"):
            assert client.post(url(name, made.pk)).status_code == 403

    def test_it_asks_as_much_for_three_as_for_one(self, clerk, w, made):
        three = queries(clerk, url("decision", made.pk))
        for line in list(made.lines.all())[1:]:
            decisions.drop_line(line, actor=w.clerk, at=NOW)
        assert queries(clerk, url("decision", made.pk)) == three <= 15


def test_pages_of_a_new_office_say_what_to_do_first(client, w):
    client.force_login(w.province_clerk)
    said = words(client.get(LIST))
    assert "Không còn dòng nào chờ lập quyết định" in said
    assert "Chưa có quyết định nào được ghi số" in said
