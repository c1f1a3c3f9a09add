"""Pages of the administrator about what the process runs on: number series, shares of votes, acts for two people."""

from django.urls import path

from ..views import rulebook, series

urlpatterns = [
    path("quan-tri/so-van-ban/", series.series_admin, name="series_admin"),
    path("quan-tri/so-van-ban/mo/", series.series_new, name="series_new"),
    path("quan-tri/so-van-ban/<int:pk>/so-tiep-theo/", series.series_next, name="series_next"),
    path("quan-tri/quy-tac/", rulebook.rules, name="rules"),
    path("quan-tri/quy-tac/bieu-quyet/them/", rulebook.voting_rule_new, name="voting_rule_new"),
    path("quan-tri/quy-tac/hai-nguoi/them/", rulebook.separation_rule_new, name="separation_rule_new"),
    path("quan-tri/quy-tac/hai-nguoi/<int:pk>/het-hieu-luc/", rulebook.separation_rule_end, name="separation_rule_end"),
]
