"""Addresses of the hub page, of printers and their calibration, of blanks."""

from django.urls import path

from ..models import BlankKind, Printer
from ..views import blanks, home, printers
from ..views.equipment import rename_page, use_button

urlpatterns = [
    path("giay-khen/", home.home, name="home"),
    path("giay-khen/may-in/", printers.printers, name="printers"),
    path("giay-khen/may-in/them/", printers.add, name="printer_add"),
    path("giay-khen/may-in/<int:pk>/", printers.printer, name="printer"),
    path(
        "giay-khen/may-in/<int:pk>/ten/",
        rename_page(Printer, "certificates:printer", printers.NAME),
        name="printer_rename",
    ),
    path("giay-khen/may-in/<int:pk>/dung/", use_button(Printer, "certificates:printer"), name="printer_use"),
    path("giay-khen/may-in/<int:pk>/can-chinh/", printers.calibrate, name="calibrate"),
    path("giay-khen/may-in/<int:pk>/to-can-chinh/", printers.test_grid, name="test_grid"),
    path("giay-khen/phoi/", blanks.blanks, name="blanks"),
    path("giay-khen/phoi/them/", blanks.add, name="blank_add"),
    path("giay-khen/phoi/<int:pk>/", blanks.blank, name="blank"),
    path("giay-khen/phoi/<int:pk>/doi-chieu/", blanks.books, name="blank_reconciliation"),
    path(
        "giay-khen/phoi/<int:pk>/ten/", rename_page(BlankKind, "certificates:blank", blanks.NAME), name="blank_rename"
    ),
    path("giay-khen/phoi/<int:pk>/dung/", use_button(BlankKind, "certificates:blank"), name="blank_use"),
]
