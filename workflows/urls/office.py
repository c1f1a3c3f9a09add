"""Pages of the office: the appraiser's queue, rounds."""

from django.urls import path

from ..views import (
    queue,
    queue_hand,
    queue_review,
    queue_saved,
    queue_undo,
    queue_undo_many,
    rounds,
    rounds_edit,
    rounds_quotas,
)

urlpatterns = [
    path("tham-dinh/", queue.queue, name="queue"),
    path("tham-dinh/xem-lai/", queue_review.queue_review, name="queue_review"),
    path("tham-dinh/<int:pk>/tiep-nhan/", queue.queue_receive, name="queue_receive"),
    path("tham-dinh/<int:pk>/nhan/", queue_hand.queue_claim, name="queue_claim"),
    path("tham-dinh/<int:pk>/tra-ve/", queue_hand.queue_release, name="queue_release"),
    path("tham-dinh/<int:pk>/dang-mo/", queue_hand.queue_looking, name="queue_looking"),
    path("tham-dinh/<int:pk>/rut-lai/", queue_undo.queue_take_back, name="queue_take_back"),
    path("tham-dinh/rut-lai/", queue_undo_many.queue_take_back_many, name="queue_take_back_many"),
    path("tham-dinh/bo-loc/", queue_saved.queue_keep, name="queue_keep"),
    path("tham-dinh/bo-loc/<int:pk>/xoa/", queue_saved.queue_drop, name="queue_drop"),
    path("dot/", rounds.rounds, name="rounds"),
    path("dot/moi/", rounds_edit.round_new, name="round_new"),
    path("dot/<int:pk>/", rounds.round, name="round"),
    path("dot/<int:pk>/sua/", rounds_edit.round_edit, name="round_edit"),
    path("dot/<int:pk>/dong/", rounds_edit.round_close, name="round_close"),
    path("dot/<int:pk>/gia-han/", rounds_edit.round_extend, name="round_extend"),
    path("dot/<int:pk>/chi-tieu/", rounds_quotas.round_quotas, name="round_quotas"),
]
