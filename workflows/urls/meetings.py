"""Pages of the standing committee: meetings, ballots, relatives, answers from above."""

from django.urls import path

from ..views import (
    answers,
    ballot,
    meetings,
    meetings_change,
    meetings_correct,
    meetings_edit,
    meetings_matters,
    meetings_release,
    meetings_vote,
)

urlpatterns = [
    path("phien-hop/", meetings.meetings, name="meetings"),
    path("phien-hop/moi/", meetings.meeting_new, name="meeting_new"),
    path("phien-hop/<int:pk>/", meetings.meeting, name="meeting"),
    path("phien-hop/<int:pk>/thong-tin/", meetings_edit.meeting_details, name="meeting_details"),
    path("phien-hop/<int:pk>/du-hop/", meetings_edit.meeting_attendance, name="meeting_attendance"),
    path("phien-hop/<int:pk>/them-dong/", meetings_edit.meeting_gather, name="meeting_gather"),
    path("phien-hop/<int:pk>/thu-tu/", meetings_edit.meeting_order, name="meeting_order"),
    path("phien-hop/<int:pk>/bo/", meetings_edit.meeting_discard, name="meeting_discard"),
    path("phien-hop/<int:pk>/mo-bieu-quyet/", meetings_vote.meeting_open, name="meeting_open"),
    path("phien-hop/<int:pk>/bo-sung/", meetings_change.meeting_line_add, name="meeting_line_add"),
    path("phien-hop/<int:pk>/gio-tay/", meetings_vote.meeting_hands, name="meeting_hands"),
    path("phien-hop/<int:pk>/hoan/", meetings_vote.meeting_put_off, name="meeting_put_off"),
    path("phien-hop/<int:pk>/dong-phien/", meetings_vote.meeting_close, name="meeting_close"),
    path("phien-hop/<int:pk>/cong-bo/", meetings_release.meeting_release, name="meeting_release"),
    path("phien-hop/<int:pk>/dem-lai/", meetings_release.meeting_reopen, name="meeting_reopen"),
    path("phien-hop/<int:pk>/bieu-quyet/", ballot.ballot, name="ballot"),
    path("phien-hop/<int:pk>/bieu-quyet/xem-lai/", ballot.ballot_review, name="ballot_review"),
    path("phien-hop/<int:pk>/dong/<int:line_pk>/bo/", meetings_edit.meeting_line_remove, name="meeting_line_remove"),
    path(
        "phien-hop/<int:pk>/dong/<int:line_pk>/rut/",
        meetings_change.meeting_line_withdraw,
        name="meeting_line_withdraw",
    ),
    path(
        "phien-hop/<int:pk>/dong/<int:line_pk>/de-lai/",
        meetings_vote.meeting_line_postpone,
        name="meeting_line_postpone",
    ),
    path(
        "phien-hop/<int:pk>/dong/<int:line_pk>/hinh-thuc/", meetings_matters.meeting_line_form, name="meeting_line_form"
    ),
    path(
        "phien-hop/<int:pk>/dong/<int:line_pk>/trinh-cap-tren/",
        meetings_matters.meeting_line_raise,
        name="meeting_line_raise",
    ),
    path(
        "phien-hop/<int:pk>/dong/<int:line_pk>/dinh-chinh/",
        meetings_correct.meeting_line_correct,
        name="meeting_line_correct",
    ),
    path("phien-hop/<int:pk>/dong/<int:line_pk>/khong-bieu-quyet/", ballot.ballot_recuse, name="ballot_recuse"),
    path("phien-hop/<int:pk>/dong/<int:line_pk>/dua-vao/", ballot.line_put_on, name="line_put_on"),
    path("nguoi-than/", ballot.relatives, name="relatives"),
    path("nguoi-than/<int:pk>/bo/", ballot.relative_remove, name="relative_remove"),
    path("cap-tren-tra-loi/", answers.answers, name="answers"),
    path("cap-tren-tra-loi/<int:unit_pk>/<int:round_pk>/", answers.answer_new, name="answer_new"),
    path("cap-tren-tra-loi/ban-chup/<int:pk>/", answers.answer_scan, name="answer_scan"),
]
