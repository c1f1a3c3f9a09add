"""Pages of appraisal: criteria, sheets, opinions of other bodies, names posted before the vote."""

from django.urls import path

from ..views import criteria, opinion_link, opinions, postings, sheets, sheets_ask

urlpatterns = [
    path("dot/<int:pk>/tieu-chi/", criteria.round_criteria, name="round_criteria"),
    path("dot/<int:pk>/tieu-chi/<int:criterion_pk>/", criteria.criterion, name="criterion"),
    path("phieu-tham-dinh/", sheets.sheets, name="sheets"),
    path("phieu-tham-dinh/de-nghi/", sheets_ask.sheets_ask, name="sheets_ask"),
    path("phieu-tham-dinh/<int:pk>/thoi-yeu-cau/", sheets_ask.sheet_excuse, name="sheet_excuse"),
    path("de-nghi/<int:pk>/phieu-tham-dinh/", sheets.sheet, name="sheet"),
    path("de-nghi/<int:pk>/phieu-tham-dinh/mo-lai/", sheets.sheet_reopen, name="sheet_reopen"),
    path("de-nghi/<int:pk>/cac-phieu/", sheets.sheet_comparison, name="sheet_comparison"),
    path("de-nghi/<int:pk>/hiep-y/", opinions.opinion_ask, name="opinion_ask"),
    path("hiep-y/", opinions.opinions, name="opinions"),
    path("hiep-y/<int:pk>/", opinions.opinion, name="opinion"),
    path("hiep-y/<int:pk>/thoi-hoi/", opinions.opinion_cancel, name="opinion_cancel"),
    path("hiep-y/<int:pk>/duong-dan-moi/", opinions.opinion_renew, name="opinion_renew"),
    path("tra-loi-hiep-y/<str:secret>/", opinion_link.opinion_link, name="opinion_link"),
    path("dot/<int:pk>/niem-yet/", postings.round_postings, name="round_postings"),
    path("niem-yet/<int:pk>/", postings.posting, name="posting"),
    path("niem-yet/<int:pk>/in/", postings.posting_print, name="posting_print"),
    path("niem-yet/dong/<int:pk>/y-kien/", postings.objection_new, name="objection_new"),
    path("niem-yet/y-kien/<int:pk>/tra-loi/", postings.objection_answer, name="objection_answer"),
]
