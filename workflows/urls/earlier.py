"""Addresses of the awards of other years."""

from django.urls import path

from ..views import earlier_awards

urlpatterns = [
    path("danh-sach/khen-thuong-truoc-day/", earlier_awards.earlier_awards, name="earlier_awards"),
    path("danh-sach/khen-thuong-truoc-day/ghi/", earlier_awards.add_earlier_award, name="add_earlier_award"),
    path(
        "danh-sach/khen-thuong-truoc-day/tep/<str:form>/",
        earlier_awards.earlier_awards_file,
        name="earlier_awards_file",
    ),
    path("danh-sach/khen-thuong-truoc-day/<int:pk>/gach/", earlier_awards.strike_award, name="strike_award"),
]
