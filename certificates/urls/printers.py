"""Addresses of the hub page, of printers and their calibration, of blanks."""

from django.urls import path

from ..views import blanks, home, printers

urlpatterns = [
    path("giay-khen/", home.home, name="home"),
    path("giay-khen/may-in/", printers.printers, name="printers"),
    path("giay-khen/may-in/them/", printers.add, name="printer_add"),
    path("giay-khen/may-in/<int:pk>/", printers.printer, name="printer"),
    path("giay-khen/may-in/<int:pk>/ten/", printers.rename, name="printer_rename"),
    path("giay-khen/may-in/<int:pk>/dung/", printers.use, name="printer_use"),
    path("giay-khen/may-in/<int:pk>/can-chinh/", printers.calibrate, name="calibrate"),
    path("giay-khen/may-in/<int:pk>/to-can-chinh/", printers.test_grid, name="test_grid"),
    path("giay-khen/phoi/", blanks.blanks, name="blanks"),
    path("giay-khen/phoi/them/", blanks.add, name="blank_add"),
    path("giay-khen/phoi/<int:pk>/", blanks.blank, name="blank"),
    path("giay-khen/phoi/<int:pk>/doi-chieu/", blanks.books, name="blank_reconciliation"),
    path("giay-khen/phoi/<int:pk>/ten/", blanks.rename, name="blank_rename"),
    path("giay-khen/phoi/<int:pk>/dung/", blanks.use, name="blank_use"),
]
