"""Pages of the administrator about what the process runs on: number series, shares of votes, acts for two people."""

from django.urls import path

from ..views import evidence_types, rulebook, series

urlpatterns = [
    path("quan-tri/so-van-ban/", series.series_admin, name="series_admin"),
    path("quan-tri/so-van-ban/mo/", series.series_new, name="series_new"),
    path("quan-tri/so-van-ban/<int:pk>/so-tiep-theo/", series.series_next, name="series_next"),
    path("quan-tri/quy-tac/", rulebook.rules, name="rules"),
    path("quan-tri/quy-tac/loai-minh-chung/them/", evidence_types.evidence_type, name="evidence_type_new"),
    path("quan-tri/quy-tac/loai-minh-chung/<int:pk>/", evidence_types.evidence_type, name="evidence_type"),
    path("quan-tri/quy-tac/bieu-quyet/them/", rulebook.voting_rule_new, name="voting_rule_new"),
    path("quan-tri/quy-tac/hai-nguoi/them/", rulebook.separation_rule_new, name="separation_rule_new"),
    path("quan-tri/quy-tac/hai-nguoi/<int:pk>/het-hieu-luc/", rulebook.separation_rule_end, name="separation_rule_end"),
]
