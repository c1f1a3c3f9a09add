"""Recording and voiding the number of a decision, and the series for reading."""

import re
from datetime import timedelta

import lxml.html
import pytest
from django.urls import reverse

from documents import issuing
from documents.fonts import FontMissing
from documents.models import REGISTER, Number, NumberSeries, StoredDocument
from nominations.models import Nomination
from tests.factories import NOW, role
from tests.pages.decisions.reading import TODAY, errors, url, words
from workflows.services import decisions

pytestmark = pytest.mark.django_db


def texts(made, **changes) -> dict:
    names = ("subject", "bases", "bonus_text", "executors", "recipients", "place", "version")
    return {name: getattr(made, name) for name in names} | changes


def signed(w, made, **changes) -> dict:
    return {"signer": w.signer.pk, "signed_on": TODAY, "version": made.version} | changes


class TestNumber:
    def test_the_page_says_what_will_happen(self, clerk, made):
        said = words(clerk.get(url("decision_number", made.pk)))
        assert "Số tiếp theo trong sổ hôm nay là 07-QĐ/ĐU" in said
        assert "từ 201 đến 203" in said
        assert "không sửa được nữa" in said
        assert "Lý do đồng chí làm cả hai việc" not in said
        assert not Number.objects.exists()

    def test_one_press_numbers_stores_the_paper_and_shows_the_hash(self, clerk, w, made):
        response = clerk.post(url("decision_number", made.pk), signed(w, made, signed_on="4-5-26"), follow=True)
        said = words(response)
        assert "Đã ghi số 07-QĐ/ĐU" in said
        paper = StoredDocument.objects.get()
        assert paper.is_final
        assert paper.sha256 in response.text
        assert re.search(r"201.*202.*203", said)
        assert set(Nomination.objects.filter(decision_lines__decision=made).values_list("state", flat=True)) == {
            "issued"
        }

    def test_a_second_press_is_told_the_number(self, clerk, w, made):
        data = signed(w, made)
        clerk.post(url("decision_number", made.pk), data)
        response = clerk.post(url("decision_number", made.pk), data)
        assert response.status_code == 409
        assert "Đồng chí Đỗ Thị Hằng đã ghi số 07-QĐ/ĐU" in words(response)
        assert url("decision", made.pk) in response.text
        assert clerk.get(url("decision_number", made.pk)).status_code == 409

    @pytest.mark.parametrize("signed_on", ["", "31/4/2026", "khong", f"{NOW + timedelta(days=1):%d/%m/%Y}", "1/5/2026"])
    def test_a_day_that_cannot_be_comes_back_with_the_rest_kept(self, clerk, w, made, signed_on):
        response = clerk.post(url("decision_number", made.pk), signed(w, made, signed_on=signed_on))
        assert response.status_code == 422
        assert errors(response)
        page = lxml.html.document_fromstring(response.content)
        assert page.xpath("//input[@name='signed_on']/@value") == ([signed_on] if signed_on else [])
        assert page.xpath("//input[@name='signer'][@checked]/@value") == [str(w.signer.pk)]
        assert not Number.objects.exists()

    def test_without_a_signer_nothing_is_recorded(self, clerk, w, made):
        response = clerk.post(url("decision_number", made.pk), signed(w, made, signer=""))
        assert response.status_code == 422
        assert "người ký" in errors(response)

    def test_an_old_page_is_read_again(self, clerk, w, made):
        decisions.save_decision(made, actor=w.clerk, at=NOW, expected_version=1, subject="về việc khác")
        response = clerk.post(url("decision_number", made.pk), signed(w, made, version=1))
        assert response.status_code == 409
        assert "vừa được sửa ở trang khác" in errors(response)
        assert not Number.objects.exists()

    @pytest.mark.parametrize("kind", ["quyet_dinh", REGISTER])
    def test_without_a_series_the_reason_reaches_the_page(self, clerk, w, made, kind):
        NumberSeries.objects.filter(document_type=kind).delete()
        response = clerk.post(url("decision_number", made.pk), signed(w, made))
        assert response.status_code == 422
        assert "Chưa mở sổ số" in errors(response)
        assert "người quản trị" in errors(response)
        assert not Number.objects.exists()
        assert clerk.get(url("decision_number", made.pk)).status_code == 200

    def test_one_person_for_two_acts_gives_a_reason(self, client, w, made):
        role(w.appraiser, "records_clerk", w.commune)
        client.force_login(w.appraiser)
        page = url("decision_number", made.pk)
        assert "Lý do đồng chí làm cả hai việc" in words(client.get(page))
        refused = client.post(page, signed(w, made))
        assert refused.status_code == 422
        assert not Number.objects.exists()
        assert client.post(page, signed(w, made, separation_reason="Văn phòng có một người.")).status_code == 302

    def test_a_paper_that_fails_does_not_undo_the_number(self, clerk, w, made, monkeypatch):
        def without_font(kind, context):
            raise FontMissing("Chưa có phông chữ.")

        monkeypatch.setattr(issuing, "render_paper", without_font)
        said = words(clerk.post(url("decision_number", made.pk), signed(w, made), follow=True))
        assert "Đã ghi số 07-QĐ/ĐU" in said
        assert "Chưa có phông chữ." in said
        monkeypatch.undo()
        assert clerk.get(reverse("documents:decision_paper", args=[made.pk])).status_code == 200
        assert StoredDocument.objects.get().is_final

    def test_a_wrong_number_is_voided_with_a_reason(self, clerk, w, done):
        page = url("decision_renumber", done.pk)
        assert "được đánh dấu đã hủy" in words(clerk.get(page))
        assert clerk.post(page, signed(w, done)).status_code == 422
        data = signed(w, done, reason="Ghi nhầm ngày ký.")
        said = words(clerk.post(page, data, follow=True))
        assert "Đã hủy số 07-QĐ/ĐU và ghi số mới 08-QĐ/ĐU" in said
        assert clerk.post(page, data).status_code == 409
        assert list(Number.objects.filter(state="voided").values_list("text", flat=True)) == ["07-QĐ/ĐU"]

    def test_an_address_that_is_not_settled_is_named_before_it_is_frozen(self, clerk, made):
        page = url("decision_number", made.pk)
        assert "Ông (Bà)" not in words(clerk.get(page))
        line = made.lines.last()
        line.address = "Ông (Bà)"
        line.save(update_fields=["address"])
        assert f"In “Ông (Bà) {line.name}”: nếu chưa đúng" in words(clerk.get(page))

    def test_a_draft_has_no_number_to_void(self, clerk, made):
        assert clerk.get(url("decision_renumber", made.pk)).status_code == 409

    def test_nothing_of_a_numbered_one_is_changed(self, clerk, done):
        line = done.lines.first()
        answers = [
            clerk.post(url("decision", done.pk), texts(done)),
            clerk.get(url("decision_line", done.pk, line.pk)),
            clerk.post(url("decision_move", done.pk, line.pk), {"huong": "xuong"}),
            clerk.post(url("decision_drop", done.pk, line.pk)),
            clerk.post(url("decision_discard", done.pk)),
        ]
        assert [answer.status_code for answer in answers] == [409] * 5
        assert done.lines.count() == 3

    def test_the_series_show_taken_and_voided_numbers(self, clerk, w, done):
        decisions.replace_number(
            done, reason="Ghi nhầm ngày ký.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW
        )
        said = words(clerk.get(url("series")))
        assert "09-QĐ/ĐU" in said
        assert "Sổ khen thưởng" in said
        series = NumberSeries.objects.get(unit=w.commune, document_type="quyet_dinh")
        said = words(clerk.get(url("series_numbers", series.pk)))
        assert "Ghi nhầm ngày ký." in said
        foreign = NumberSeries.objects.filter(unit=w.province).first()
        assert clerk.get(url("series_numbers", foreign.pk)).status_code == 404

    def test_the_series_are_for_reading_only(self, client, w):
        client.force_login(w.secretary)
        assert client.get(url("series")).status_code == 403
