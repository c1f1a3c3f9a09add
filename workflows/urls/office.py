"""Pages of the office: the appraiser's queue, rounds."""

from django.urls import path

from ..views import queue, queue_review, rounds, rounds_edit, rounds_quotas

urlpatterns = [
    path("tham-dinh/", queue.queue, name="queue"),
    path("tham-dinh/xem-lai/", queue_review.queue_review, name="queue_review"),
    path("tham-dinh/<int:pk>/tiep-nhan/", queue.queue_receive, name="queue_receive"),
    path("dot/", rounds.rounds, name="rounds"),
    path("dot/moi/", rounds_edit.round_new, name="round_new"),
    path("dot/<int:pk>/", rounds.round, name="round"),
    path("dot/<int:pk>/sua/", rounds_edit.round_edit, name="round_edit"),
    path("dot/<int:pk>/dong/", rounds_edit.round_close, name="round_close"),
    path("dot/<int:pk>/gia-han/", rounds_edit.round_extend, name="round_extend"),
    path("dot/<int:pk>/chi-tieu/", rounds_quotas.round_quotas, name="round_quotas"),
]
