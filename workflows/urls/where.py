"""Pages of time: where everything stands, what is late, how long steps may take, the calendar of days off."""

from django.urls import path

from ..views import calendar, steps, where, where_times

urlpatterns = [
    path("tinh-hinh/", where.situation, name="situation"),
    path("tinh-hinh/thoi-gian/", where_times.step_times, name="step_times"),
    path("tinh-hinh/danh-sach/", where.waiting_lines, name="waiting_lines"),
    path("tinh-hinh/danh-sach.<slug:form>", where.waiting_lines_file, name="waiting_lines_file"),
    path("dot/<int:pk>/han/", steps.round_steps, name="round_steps"),
    path("dot/<int:pk>/han/gia-han/", steps.step_extend, name="step_extend"),
    path("quan-tri/lich-nghi/", calendar.calendar, name="calendar"),
    path("quan-tri/lich-nghi/them/", calendar.day_new, name="calendar_day_new"),
    path("quan-tri/lich-nghi/<int:pk>/", calendar.day, name="calendar_day"),
    path("quan-tri/lich-nghi/<int:pk>/bo/", calendar.day_drop, name="calendar_day_drop"),
]
