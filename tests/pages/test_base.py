"""The frame of every page, and the pages that say that something went wrong."""

import re
import unicodedata
from types import SimpleNamespace

import lxml.html
import pytest
from django.contrib.messages.constants import ERROR, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.template.loader import get_template
from django.test import RequestFactory

from tests.pages.specimen import SpecimenForm

ERROR_PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "409.html", "500.html")
HELP_LINE = {"name": "Văn phòng Đảng ủy xã", "phone": "0276 000 0119"}
SYLLABLE = re.compile(r"^(ngh|ng|gh|gi|nh|ch|tr|th|ph|kh|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(ng|nh|ch|[cmnpt])?$")


def page(name="base.html", **context):
    """Return the page `name` as it is rendered without a request, which is how the server error page is."""
    return lxml.html.document_fromstring(get_template(name).render(context))


def words_of(document):
    """Return the words that a person sees or hears on the page."""
    texts = document.xpath(
        "//body//text()[not(ancestor::script)] | //title/text() | //@aria-label | //@title | //@placeholder"
    )
    return re.findall(r"[^\W\d_]+", " ".join(texts))


def is_vietnamese(word):
    """Return whether the word has the shape of a Vietnamese syllable."""
    plain = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return bool(SYLLABLE.match("".join(letter for letter in plain if not unicodedata.combining(letter))))


def test_anonymous_visitor_without_set_up_gets_a_frame_with_advice():
    document = page()
    assert document.get("lang") == "vi"
    assert document.xpath("//p[@class='masthead__state']/text()") == ["ĐẢNG CỘNG SẢN VIỆT NAM"]
    assert not document.xpath("//nav") and not document.xpath("//form")
    assert "Hỏi văn phòng cấp ủy" in document.xpath("string(//footer)")
    assert not document.xpath("//*[@class='demo']")
    assert document.xpath("string(//a[@class='skip']/@href)") == "#" + document.xpath("string(//main/@id)")


def test_help_line_can_be_dialled():
    document = page(help_line=HELP_LINE)
    assert "Gọi Văn phòng Đảng ủy xã" in document.xpath("string(//footer)")
    assert document.xpath("//footer//a/@href") == ["tel:02760000119"]


def test_demo_is_loud():
    assert "BẢN DÙNG THỬ" in page(demo_mode=True).xpath("string(//body/*[@class='demo'])")


def test_signed_in_user_sees_name_position_nav_and_a_button_to_sign_out():
    user = SimpleNamespace(is_authenticated=True, full_name="Nguyễn Thị Hạnh")
    document = page(
        user=user, position_title="Bí thư Chi bộ ấp Tân Bình 1", organ_name="Đảng ủy xã Tân Mỹ", csrf_token="t" * 64,
        nav_items=[("Việc của tôi", "/", True), ("Đợt", "/dot/", False)],
    )  # fmt: skip
    who = document.xpath("string(//*[@class='masthead__who'])")
    assert "Đồng chí Nguyễn Thị Hạnh" in who and "Bí thư Chi bộ ấp Tân Bình 1" in who
    [form] = document.xpath("//header//form")
    assert form.get("method") == "post" and form.get("action") == "/tai-khoan/dang-xuat/"
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']/@value") == ["t" * 64]
    assert document.xpath("//nav//a[@aria-current='page']/text()") == ["Việc của tôi"]
    assert document.xpath("//nav//a/@href") == ["/", "/dot/"]
    assert document.xpath("string(//title)").endswith("Vinh Danh - Đảng ủy xã Tân Mỹ")


def test_title_says_that_the_form_was_refused():
    assert page(form=SpecimenForm({})).xpath("string(//title)").startswith("Lỗi: ")
    assert not page(form=SpecimenForm()).xpath("string(//title)").startswith("Lỗi: ")


@pytest.mark.parametrize(("level", "kind"), [(SUCCESS, "good"), (WARNING, "look"), (ERROR, "block")])
def test_messages_are_notes_on_the_page(level, kind):
    document = page(messages=[Message(level, "Đã đổi mật khẩu.")])
    assert document.xpath(f"string(//*[contains(@class, 'note--{kind}')])").strip() == "Đã đổi mật khẩu."


def test_names_are_escaped_wherever_the_frame_prints_them():
    user = SimpleNamespace(is_authenticated=True, full_name="<script>a</script>")
    html = get_template("base.html").render(
        {"user": user, "organ_name": "<script>b</script>", "help_line": {"name": "<script>c</script>", "phone": "<1>"}}
    )
    assert "<script>a" not in html and "<script>b" not in html and "<script>c" not in html and "<1>" not in html


def test_no_inline_style_or_script_in_any_page_template(settings):
    folder = settings.BASE_DIR / "templates"
    pages = [path for path in folder.rglob("*.html") if "documents" not in path.relative_to(folder).parts]
    assert len(pages) > 30
    wrong = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")
    assert [str(path) for path in pages if wrong.search(path.read_text())] == []


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_say_in_vietnamese_what_happened_and_what_to_do(name):
    document = page(name)
    assert len(document.xpath("//h1")) == 1
    assert document.xpath("//main//a[contains(@class, 'btn')]/@href"), "no way on"
    assert [word for word in words_of(document) if not is_vietnamese(word)] == []


def test_syllable_check_knows_english():
    words = ["Forbidden", "error", "page", "server", "request", "found", "denied", "sorry", "home", "back"]
    assert [word for word in words if is_vietnamese(word)] == []


def test_typed_text_and_reasons_come_back_on_the_conflict_page():
    document = page(
        "409.html", reason="Đồng chí Hằng đã xử lý dòng này lúc 09:41.", typed=[("Lý do", "Bổ sung ảnh\n<b>")],
        next_url="/tiep/", record_url="/ho-so/",
    )  # fmt: skip
    text = document.xpath("string(//main)")
    assert "lúc 09:41" in text and "Bổ sung ảnh" in text and "<b>" in text
    assert document.xpath("//main//a/@href") == ["/tiep/", "/ho-so/", "/"]


def test_guard_reasons_are_listed():
    text = page("409.html", reasons=["Chưa có biên bản.", "Chưa có xếp loại."]).xpath("string(//main)")
    assert "Chưa làm được việc này" in text and "Chưa có biên bản." in text and "Chưa có xếp loại." in text


def test_expired_form_can_be_sent_again():
    document = page("403_csrf.html", fields=[("ly-do", "Thiếu sổ")], resend_url="/gui/", csrf_token="t" * 64)
    [form] = document.xpath("//main//form")
    assert form.get("action") == "/gui/"
    assert form.xpath(".//input[@name='ly-do']/@value") == ["Thiếu sổ"]


def test_lock_page_names_the_wait(settings):
    from datetime import timedelta

    text = page("accounts/locked_out.html", failure_limit=10, cooloff_timedelta=timedelta(minutes=15)).xpath(
        "string(//main)"
    )
    assert "10 lần" in text and "15 phút" in text


def test_sign_in_page_offers_accounts_in_demo_only():
    account = {
        "user_name": "thu.bithu",
        "password": "ba-con-meo",
        "role": "Bí thư chi bộ",
        "unit": "Chi bộ ấp Tân Bình 1",
    }
    document = page("accounts/sign_in.html", demo_accounts=[account], next="/ho-so/3/")
    form = document.xpath("//table//form")[0]
    values = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert values == {"username": "thu.bithu", "password": "ba-con-meo", "next": "/ho-so/3/"}
    assert not page("accounts/sign_in.html").xpath("//table")


@pytest.mark.django_db
def test_base_renders_with_a_real_request_before_the_set_up():
    request = RequestFactory().get("/")
    assert "Hỏi văn phòng cấp ủy" in get_template("404.html").render({}, request)
