"""The parts of the pages, one by one."""

import datetime

import lxml.html
import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from organizations.templatetags import components
from tests.pages.specimen import SpecimenForm


def part(source, request=None, **context):
    """Return what the template text renders to, as an element."""
    return lxml.html.fromstring("<div>" + engines["django"].from_string(source).render(context, request) + "</div>")


def steps(*states):
    return [{"name": f"Bước {number}", "status": state} for number, state in enumerate(states, start=1)]


@pytest.mark.parametrize("name", sorted(components.ICONS))
def test_every_icon_exists_and_is_silent(name):
    svg = part("{% icon name %}", name=name).find("svg")
    assert svg.get("aria-hidden") == "true" and svg.get("style") is None


def test_badge_takes_its_kind_from_the_states_of_the_page():
    kinds = {"returned": "act"}
    assert (
        part("{% badge 'Trả lại' 'returned' kinds=kinds %}", kinds=kinds).find("span").get("class")
        == "badge badge--act"
    )
    assert part("{% badge 'Nháp' 'draft' kinds=kinds %}", kinds=kinds).find("span").get("class") == "badge badge--plain"
    with pytest.raises(ValueError, match="purple"):
        components.badge("Nháp", "purple")


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        (("done", "now", "later"), "Bước 2 trong 3, Bước 2."),
        (("done", "done", "done"), "Đã xong cả 3 bước."),
        (("done", "stopped", "later"), "Dừng ở bước 2 trong 3, Bước 2."),
        (("later", "later"), ""),
    ],
)
def test_steps_say_in_words_where_it_is(states, sentence):
    found = part("{% steps steps extra='Hết.' %}", steps=steps(*states))
    assert found.xpath("string(.//*[@class='where__step'])").strip() == sentence
    assert len(found.xpath(".//*[@aria-current='step']")) == states.count("now")


def test_steps_say_who_holds_it_and_for_how_long():
    text = part("{% steps steps holder='Văn phòng' days=2 %}", steps=steps("now")).xpath("string(.//*[@class='where'])")
    assert "Văn phòng đang giữ, 2 ngày." in " ".join(text.split())
    text = part("{% steps steps holder='Văn phòng' days=0 %}", steps=steps("now")).xpath("string(.//*[@class='where'])")
    assert "từ hôm nay" in text


def test_checks_put_the_worst_first_only_when_asked():
    items = [{"result": "pass", "rule": "A"}, {"result": "look", "rule": "B"}, {"result": "block", "rule": "C"}]
    words = "string(.//li[1]//*[@class='word'])"
    assert part("{% checks items %}", items=items).xpath(words) == "Đạt:"
    assert part("{% checks items worst_first=True %}", items=items).xpath(words) == "Chưa đạt:"
    assert (
        part("{% checks items %}", items=[{"result": "pass", "rule": "A", "word": "Đã trình"}]).xpath(words)
        == "Đã trình:"
    )


def test_empty_facts_say_so_and_zero_is_not_empty():
    rows = [{"label": "Sáng kiến", "value": ""}, {"label": "Phiếu chống", "value": 0}, {"label": "Tên", "value": "<b>"}]
    assert part("{% facts rows %}", rows=rows).xpath(".//dd/text()") == ["Không có", "0", "<b>"]


def test_notes_keep_markup_of_the_template_and_escape_values():
    found = part("{% note 'look' title=text %}<p>{{ text }}</p>{% endnote %}", text="<i>")
    assert found.xpath("string(.//h2)") == "<i>" and found.xpath("string(.//p)") == "<i>"
    with pytest.raises(ValueError, match="loud"):
        components.note(mark_safe("<p></p>"), "loud")


def test_documents_show_enough_of_the_hash_to_compare():
    item = {"name": "Tờ trình", "detail": "PDF", "sha256": "9f2c41d0" + "0" * 52 + "c4e1", "open_url": "/mo/"}
    found = part("{% documents items %}", items=[item])
    assert found.xpath("string(.//code)") == "9f2c 41d0 … c4e1"
    assert [" ".join(link.text_content().split()) for link in found.iter("a")] == ["Mở Tờ trình"]


def test_refused_act_is_disabled_and_says_why():
    found = part("{% act_button 'Rút' url='/rut/' refused='Văn phòng đã tiếp nhận.' %}")
    button = found.find(".//button")
    assert button.get("disabled") is not None
    assert found.xpath(f"string(.//*[@id='{button.get('aria-describedby')}'])") == "Văn phòng đã tiếp nhận."
    assert found.find(".//form") is None


def test_offered_act_is_a_post_with_its_token(db):
    request = RequestFactory().get("/")
    form = part("{% act_button 'Rút' url='/rut/' name='dong' value='3' about='dòng 3' %}", request).find(".//form")
    assert form.get("method") == "post" and form.get("action") == "/rut/"
    assert form.xpath(".//input/@name") == ["csrfmiddlewaretoken"]
    button = form.find("button")
    assert (button.get("name"), button.get("value"), button.text_content()) == ("dong", "3", "Rút dòng 3")


def test_pagination_keeps_the_filters(db):
    request = RequestFactory().get("/?q=tân+phú&trang=2")
    found = part("{% pagination page %}", request, page=Paginator(range(100), 10).page(2))
    assert found.xpath("string(.//a[@rel='next']/@href)") == "?q=t%C3%A2n+ph%C3%BA&trang=3"
    assert found.xpath("string(.//a[@aria-current='page'])") == "Trang 2"
    assert "dòng 11 đến 20 trong 100" in found.text_content()
    assert not part("{% pagination page %}", request, page=Paginator(range(5), 10).page(1)).findall(".//nav")


def test_error_summary_links_to_the_fields_with_the_words_beside_them():
    form = SpecimenForm({"name": ""}, prefix="a")
    found = part("{% errors_summary form extra='Đợt đã đóng.' %}{{ form }}", form=form)
    links = found.xpath(".//*[@class='errors']//a")
    assert found.xpath("string(.//*[@class='errors']//li[1])") == "Đợt đã đóng."
    assert links[0].text == "Chưa ghi tên in trên giấy khen."
    assert links[1].text == "Chưa chọn ý kiến."
    assert links[-1].text == "Chưa đánh dấu vào ô “Tôi xác nhận nội dung trên”."
    for link in links:
        target = found.get_element_by_id(link.get("href")[1:])
        assert target.tag in ("input", "select", "textarea")
        assert f"Lỗi: {link.text}" in found.xpath("string()")
    assert part("{% errors_summary form %}", form=SpecimenForm()).find(".//*[@class='errors']") is None


def test_error_summary_reads_formsets():
    formset = forms.formset_factory(SpecimenForm, extra=0, min_num=2, validate_min=True)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-name": "Chi bộ"}
    )
    found = part("{% errors_summary formset %}", formset=formset)
    assert "#id_form-1-opinion_0" in found.xpath(".//a/@href")


def test_fields_are_wired_for_screen_readers():
    found = part("{{ form }}", form=SpecimenForm({}))
    control = found.get_element_by_id("id_name")
    assert control.get("aria-describedby") == "id_name_helptext id_name_error" and control.get("aria-invalid") == "true"
    for reference in control.get("aria-describedby").split():
        assert found.get_element_by_id(reference).text_content().strip()
    group = found.xpath(".//fieldset[legend[contains(., 'Ý kiến')]]")[0]
    assert found.get_element_by_id(group.get("aria-describedby")).text_content() == "Lỗi: Chưa chọn ý kiến."
    assert found.xpath("string(.//label[@for='id_unit'])") == "Chi bộ (không bắt buộc)"


def test_confirm_page_names_people_consequences_and_the_act():
    html = engines["django"].get_template("components/confirm_page.html").render({
        "title": "Ghi số", "names": ["Chi bộ <A>"], "consequences": ["Không sửa được nữa."], "submit_label": "Ghi số",
        "cancel_url": "/lui/", "hidden": [("dong", "3")],
    })  # fmt: skip
    form = lxml.html.document_fromstring(html).xpath("//main//form")[0]
    assert "Chi bộ <A>" in form.text_content() and "Không sửa được nữa." in form.text_content()
    assert form.xpath(".//input[@name='dong']/@value") == ["3"]
    assert form.xpath("string(.//button)") == "Ghi số" and form.xpath(".//a/@href") == ["/lui/"]


def test_receipt_page_says_what_comes_next():
    html = engines["django"].get_template("components/receipt_page.html").render({
        "title": "Đã trình", "reference_label": "Mã hồ sơ", "reference": "2022-014", "next_steps": ["Văn phòng tiếp nhận."],
        "results": [{"result": "pass", "rule": "Chi bộ A", "word": "Đã trình"}], "links": [("Về việc của tôi", "/")],
    })  # fmt: skip
    text = lxml.html.document_fromstring(html).xpath("string(//main)")
    assert all(piece in text for piece in ("2022-014", "Văn phòng tiếp nhận.", "Đã trình: Chi bộ A", "Về việc của tôi"))


@pytest.mark.parametrize(("size", "text"), [(1, "1 KB"), (312_400, "312 KB"), (2_140_000, "2,1 MB")])
def test_file_sizes_have_a_vietnamese_comma(size, text):
    assert components.file_size(size) == text


@pytest.mark.parametrize(("hour", "text"), [(10, "17 giờ ngày 20/12/2022"), (3, "10 giờ ngày 20/12/2022")])
def test_deadlines_put_the_hour_first(hour, text):
    found = part("{{ at|deadline }}", at=datetime.datetime(2022, 12, 20, hour, tzinfo=datetime.UTC))
    assert found.text_content() == text


def test_finished_progress_stops_asking():
    asking = part("{% progress 'Đã lập' 4 9 poll_url='/tien-do/' %}").find("div")
    assert asking.get("hx-get") == "/tien-do/" and asking.get("hx-trigger") == "every 2s"
    assert part("{% progress 'Đã lập' 9 9 %}").find("div").get("hx-get") is None
    assert part("{% progress 'Chưa có gì' 0 0 %}").find(".//progress").get("max") == "1"


@pytest.mark.parametrize("chosen", ["", "2", "x<y", None])
def test_a_select_is_the_same_as_djangos_own(chosen):
    choices = [
        ("", "Tất cả"),
        ("1", "Chi bộ “ấp” Tân Bình & <b>"),
        ("Cụm", [("2", "Hai"), ('x<y"', "'Ba'"), ("x<y", "Bốn")]),
    ]
    widget = forms.Select(attrs={"id": "don-vi", "required": True, "aria-label": 'a"b'}, choices=choices)
    widgets = [widget, forms.SelectMultiple(choices=choices), forms.NullBooleanSelect()]
    for widget in widgets:
        drawn, expected = (
            lxml.html.fromstring(widget.render("don_vi", chosen, renderer=renderer))
            for renderer in (TemplatesSetting(), DjangoTemplates())
        )
        assert without_gaps(drawn) == without_gaps(expected)
        assert len(drawn.findall(".//option")) > 2


def without_gaps(element) -> str:
    """Return the HTML of an element without the white space between its parts."""
    return "".join(line.strip() for line in lxml.html.tostring(element, encoding="unicode").splitlines())
