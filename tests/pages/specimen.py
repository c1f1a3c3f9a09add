"""One page with every part on it, for the tests of this folder only. It is no part of the product."""

import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

SENT = []
"""What the form of the page has sent, in order."""

AT = datetime.datetime(2022, 12, 13, 9, 5, tzinfo=datetime.UTC)
STEPS = [{"name": "Chi bộ trình", "status": "done", "holder": "Đồng chí A", "at": AT},
         {"name": "Thẩm định", "status": "now", "note": "Đang giữ, 1 ngày"},
         {"name": "Quyết định", "status": "later"}]  # fmt: skip

PAGE = """{% extends "base.html" %}{% block title %}Mẫu{% endblock %}{% block content %}
{% errors_summary form extra=reasons %}
{% heading "Mẫu của các phần" lead="Một câu." meta="Chi bộ ấp Tân Bình 1" back_url="/" act_url="/" act_label="Lập đề nghị" %}
<section class="section" aria-labelledby="m1"><h2 id="m1">Trạng thái</h2>
{% badge "Trả lại để bổ sung" "act" %} {% badge "Sắp hết hạn" "look" %} {% badge "Đã trình" %} {% badge "Đã duyệt" "good" %}
{% badge "Đã cấp" "done" %}
{% steps steps holder="Văn phòng Đảng ủy xã" days=2 extra="Chi bộ trình ngày 12/12/2022." %}
{% steps steps full=True label="Tiến trình đầy đủ" %}{% timeline entries %}{% checks checks worst_first=True %}
{% documents documents %}{% facts facts %}{% empty_state "Không còn dòng nào" "Cả 45 dòng đã có ý kiến." "/" "Lập danh sách" %}
{% note "good" title="Đã ghi" %}<p>Xong.</p>{% endnote %}{% note "look" %}<p>Xem.</p>{% endnote %}
{% note "block" %}<p>Chưa được.</p>{% endnote %}{% note %}<p>Biết thêm.</p>{% endnote %}
{% progress "Đã lập 4/9 giấy khen" 4 9 text="Đang lập" refresh_url="/mau/" %}</section>
<section class="section" aria-labelledby="m2"><h2 id="m2">Danh sách</h2>{% filters filter_form clear_url="/mau/" %}
<table class="table--cards"><caption>Các dòng</caption><thead><tr><td class="pick"><label hidden>
<input type="checkbox" data-select-all="chon"><span class="vh">Chọn tất cả</span></label></td><th scope="col">Dòng</th>
<th scope="col" class="num">Phiếu</th></tr></thead><tbody>{% for number in "123" %}<tr><td class="pick"><label>
<input type="checkbox" name="chon" value="{{ number }}"><span class="vh">Chọn dòng {{ number }}</span></label></td>
<td>Chi bộ ấp Tân Phú {{ number }}</td><td class="num" data-label="Phiếu">5</td></tr>{% endfor %}</tbody></table>
<p>Đã chọn <b data-selected-count="chon">0</b> dòng, hạn {{ at|deadline }}.</p>{% pagination page %}
<div class="acts">{% act_button "Rút đề nghị" url="/mau/" small=True %}{% act_button "Hủy số" url="/mau/" harm=True %}
{% act_button "Rút" refused="Không rút được nữa: văn phòng đã tiếp nhận." %}</div>
<button class="btn" type="button" hidden data-print>In trang này</button></section>
<form class="form final" method="post" enctype="multipart/form-data" novalidate data-warn-unsaved>{% csrf_token %}
{% for field in form %}{% if field.name != "reason" %}{{ field.as_field_group }}{% endif %}{% endfor %}
{% reason_box form.reason choice="opinion" needed_for="send_back decline" %}
<p><button class="btn btn--main" type="submit" name="act" value="send">Tiếp tục</button></p></form>
{% endblock %}"""


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Tên in trên giấy khen", help_text="Ví dụ: Chi bộ ấp Tân Bình 1")
    opinion = forms.ChoiceField(
        label="Ý kiến", widget=forms.RadioSelect, choices=[("recommend", "Đề nghị"), ("send_back", "Trả lại")]
    )
    forms_offered = forms.MultipleChoiceField(
        label="Hình thức", widget=forms.CheckboxSelectMultiple, choices=[("g", "Giấy khen"), ("b", "Bằng khen")]
    )
    unit = forms.ChoiceField(label="Chi bộ", choices=[("", "Chọn chi bộ"), ("1", "Chi bộ ấp")], required=False)
    minutes = forms.FileField(label="Biên bản họp", widget=forms.FileInput(attrs={"data-max-bytes": "1000"}))
    agree = forms.BooleanField(label="Tôi xác nhận nội dung trên")
    reason = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), required=False)


class SpecimenFilter(forms.Form):
    """Two filters."""

    q = forms.CharField(label="Tìm tên", required=False)
    kind = forms.ChoiceField(label="Loại", choices=[("", "Tất cả")], required=False)


@login_not_required
def specimen(request):
    """The page; `?loi` shows the form refused. A POST is remembered and shows the refused form too."""
    if request.method == "POST":
        SENT.append(request.POST.dict())
    refused = request.method == "POST" or "loi" in request.GET
    form = SpecimenForm({"opinion": "send_back"} if refused else None)
    messages.success(request, "Đã ghi nháp.")
    context = {
        "form": form, "reasons": ["Chi bộ đã trình đủ số tập thể."] if refused else [],
        "filter_form": SpecimenFilter(), "steps": STEPS, "at": AT,
        "page": Paginator(range(440), 10).page(22),
        "entries": [{"title": "Trả lại", "by": "Đồng chí Y Ƀlô Êban", "at": AT, "note": "Thiếu sổ", "is_now": True}],
        "checks": [{"result": "pass", "rule": "Đã đăng ký"},
                   {"result": "block", "rule": "Xếp loại", "act_url": "/", "act_label": "Nhập xếp loại"}],
        "documents": [{"name": "Tờ trình", "detail": "PDF", "sha256": "9f2c41d0" * 8, "open_url": "/", "download_url": "/"}],
        "facts": [{"label": "Mô hình", "value": "Ống heo đất", "edit_url": "/"}, {"label": "Sáng kiến", "value": ""}],
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [path("mau/", specimen), path("", include("config.urls"))]
