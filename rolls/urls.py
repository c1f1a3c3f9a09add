"""Addresses of the rolls."""

from django.urls import path

from .views import entries, files, roll, subjects

app_name = "rolls"
urlpatterns = [
    path("", roll.roll, name="roll"),
    path("tep/<str:form>/", files.roll_file, name="roll_file"),
    path("don-vi/<int:unit_pk>/them/<str:word>/", entries.add, name="add"),
    path("dong/<int:pk>/sua/", entries.edit, name="edit"),
    path("dong/<int:pk>/ra/", entries.take_off, name="take_off"),
    path("nguoi/<int:pk>/", subjects.person, name="person"),
    path("tap-the/<int:pk>/", subjects.collective, name="collective"),
    path("nguoi/<int:pk>/so-voi/<int:other_pk>/", subjects.compare, name="compare"),
    path("<str:word>/<int:pk>/xep-loai/", subjects.rate, name="rate"),
    path("<str:word>/<int:pk>/ky-luat/", subjects.discipline, name="discipline"),
    path("ky-luat/<int:pk>/gach/", subjects.strike, name="discipline_strike"),
]
