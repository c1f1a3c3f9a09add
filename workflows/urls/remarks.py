"""What people say beside a line: answers to what was asked, comments."""

from django.urls import path

from ..views import comments, remarks

urlpatterns = [
    path("de-nghi/<int:pk>/yeu-cau/<int:remark_pk>/tra-loi/", remarks.answer, name="answer_remark"),
    path("de-nghi/<int:pk>/trao-doi/", comments.write, name="comment"),
]
