"""Addresses of ceremonies."""

from django.urls import path

from .views import attendance, papers, payments, rates, settings, stage

app_name = "ceremonies"
urlpatterns = [
    path("", stage.ceremonies, name="ceremonies"),
    path("moi/", settings.new, name="new"),
    path("<int:pk>/", stage.ceremony, name="ceremony"),
    path("<int:pk>/sua/", settings.settings, name="settings"),
    path("<int:pk>/xep/", stage.arrange, name="arrange"),
    path("<int:pk>/xep-theo-quy-tac/", stage.apply_rules, name="apply_rules"),
    path("<int:pk>/da-xep-lai-chong/", stage.restacked, name="restacked"),
    path("<int:pk>/da-to-chuc/", stage.hold, name="hold"),
    path("<int:pk>/khong-to-chuc/", settings.cancel, name="cancel"),
    path("<int:pk>/cho/<int:place_pk>/", settings.place, name="place"),
    path("<int:pk>/cho/<int:place_pk>/dua-ra/", settings.drop, name="drop"),
    path("<int:pk>/cach-doc/", settings.readings, name="readings"),
    path("<int:pk>/diem-danh/", attendance.attendance, name="attendance"),
    path("<int:pk>/diem-danh/moi/", attendance.news, name="attendance_news"),
    path("<int:pk>/diem-danh/<int:place_pk>/", attendance.mark, name="mark"),
    path("<int:pk>/tien-thuong/", payments.bonuses, name="bonuses"),
    path("<int:pk>/tien-thuong/<int:list_pk>/", payments.payment_list, name="payment_list"),
    path("muc-tien-thuong/", rates.rates, name="rates"),
    path("muc-tien-thuong/luong-co-so/", rates.base_wage_new, name="base_wage_new"),
    path("muc-tien-thuong/he-so/", rates.bonus_rate_new, name="bonus_rate_new"),
    path("muc-tien-thuong/lam-tron/", rates.rounding_new, name="rounding_new"),
    path("muc-tien-thuong/<slug:what>/<int:pk>/het-hieu-luc/", rates.rule_end, name="rule_end"),
    path("<int:pk>/giay-to/lap/<slug:kind>/", papers.make, name="paper_make"),
    path("<int:pk>/giay-to/word/<slug:kind>/", papers.word, name="paper_word"),
    path("<int:pk>/giay-to/tien-do/", papers.news, name="papers_news"),
    path("<int:pk>/giay-to/dung/<int:order_pk>/", papers.stop, name="papers_stop"),
    path("<int:pk>/giay-to/tiep-tuc/<int:order_pk>/", papers.resume, name="papers_resume"),
    path("<int:pk>/giay-to/tat-ca.zip", papers.pack, name="paper_pack"),
    path("<int:pk>/giay-to/<int:paper_pk>/", papers.paper, name="paper"),
]
