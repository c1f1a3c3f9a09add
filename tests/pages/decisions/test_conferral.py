"""The day of conferral: for all, for each, taken back."""

import lxml.html
import pytest

from nominations.models import Award
from tests.factories import NOW
from tests.pages.decisions.reading import TODAY, errors, url, words

pytestmark = pytest.mark.django_db


class TestConferral:
    def fields(self, done, **changes) -> dict:
        data = {"conferred_on": TODAY}
        for line in done.lines.all():
            data |= {f"d{line.pk}-how": "truc_tiep", f"d{line.pk}-received_by": "", f"d{line.pk}-own_day": ""}
        return data | changes

    def test_one_day_for_all(self, clerk, done):
        response = clerk.post(url("confer", done.pk), self.fields(done))
        assert response.url == url("decision", done.pk)
        assert set(Award.objects.values_list("conferred_on", "conferred_note")) == {(NOW.date(), "")}
        assert "Đã trao 3/3" in words(clerk.get(response.url))

    def test_exceptions_for_each(self, clerk, done):
        first, second, third = done.lines.order_by("position")
        data = self.fields(
            done,
            **{
                f"d{first.pk}-how": "nhan_thay",
                f"d{first.pk}-received_by": " Lê Văn  Tám",
                f"d{second.pk}-how": "chua",
            },
        )
        clerk.post(url("confer", done.pk), data)
        kept = dict(Award.objects.values_list("decision_line", "conferred_note"))
        assert kept == {first.pk: "Nhận thay: Lê Văn Tám", second.pk: "", third.pk: ""}
        assert Award.objects.get(decision_line=second).conferred_on is None
        page = lxml.html.document_fromstring(clerk.get(url("confer", done.pk)).content)
        assert page.xpath(f"//input[@name='d{first.pk}-received_by']/@value") == ["Lê Văn Tám"]

    def test_a_mistake_is_taken_back(self, clerk, done):
        clerk.post(url("confer", done.pk), self.fields(done))
        first = done.lines.first()
        clerk.post(url("confer", done.pk), self.fields(done, **{f"d{first.pk}-how": "chua"}))
        assert Award.objects.get(decision_line=first).conferred_on is None
        assert Award.objects.filter(conferred_on=NOW.date()).count() == 2

    @pytest.mark.parametrize("day", ["", "31/4/2026"])
    def test_without_a_day_nothing_is_recorded_and_everything_is_kept(self, clerk, done, day):
        first = done.lines.first()
        data = self.fields(
            done, conferred_on=day, **{f"d{first.pk}-how": "nhan_thay", f"d{first.pk}-received_by": "Lê Văn Tám"}
        )
        response = clerk.post(url("confer", done.pk), data)
        assert response.status_code == 422
        assert errors(response)
        assert "Lê Văn Tám" in response.text
        assert not Award.objects.exclude(conferred_on=None).exists()

    def test_a_proxy_has_a_name(self, clerk, done):
        first = done.lines.first()
        response = clerk.post(url("confer", done.pk), self.fields(done, **{f"d{first.pk}-how": "nhan_thay"}))
        assert response.status_code == 422
        assert f"{first.name}: hãy ghi họ tên người nhận thay" in words(response)

    def test_each_line_has_a_result_of_its_own(self, clerk, done):
        first = done.lines.first()
        response = clerk.post(url("confer", done.pk), self.fields(done, **{f"d{first.pk}-own_day": "1/5/2026"}))
        assert response.status_code == 422
        assert f"{first.name}: Ngày trao phải sau hoặc đúng ngày quyết định" in errors(response)
        assert "Đã ghi 2 dòng khác" in words(response)
        assert Award.objects.filter(conferred_on=NOW.date()).count() == 2
