"""Pages of the records clerk: decisions, numbers, print runs, conferral."""

from django.urls import path

from ..views import ceremony_conferral, conferral, decisions, numbering, printing

urlpatterns = [
    path("quyet-dinh/", decisions.decision_list, name="decisions"),
    path("quyet-dinh/<int:pk>/", decisions.decision, name="decision"),
    path("quyet-dinh/<int:pk>/bo/", decisions.discard, name="decision_discard"),
    path("quyet-dinh/<int:pk>/dong/<int:line_pk>/", decisions.line, name="decision_line"),
    path("quyet-dinh/<int:pk>/dong/<int:line_pk>/chuyen/", decisions.move, name="decision_move"),
    path("quyet-dinh/<int:pk>/dong/<int:line_pk>/bo/", decisions.drop, name="decision_drop"),
    path("quyet-dinh/<int:pk>/ghi-so/", numbering.number, name="decision_number"),
    path("quyet-dinh/<int:pk>/ghi-so-lai/", numbering.renumber, name="decision_renumber"),
    path("quyet-dinh/<int:pk>/trao/", conferral.confer, name="confer"),
    path("quyet-dinh/<int:pk>/in/", printing.station, name="print_station"),
    path("quyet-dinh/<int:pk>/in/hinh/<int:line_pk>/", printing.picture, name="print_picture"),
    path("quyet-dinh/<int:pk>/in/to/<int:line_pk>/", printing.sheet, name="print_sheet"),
    path("quyet-dinh/<int:pk>/in/can-chinh/", printing.calibration, name="print_calibration"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/", printing.run, name="print_run"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/tien-do/", printing.run_progress, name="print_run_progress"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/dung/", printing.run_cancel, name="print_run_cancel"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/tiep-tuc/", printing.run_resume, name="print_run_resume"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/tep/", printing.run_file, name="print_run_file"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/to-dau/", printing.run_first, name="print_run_first"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/hinh/", printing.run_picture, name="print_run_picture"),
    path("quyet-dinh/<int:pk>/in/<int:run_pk>/ket-qua/", printing.outcome, name="print_outcome"),
    path("luot-in/", printing.run_list, name="print_runs"),
    path("le-trao/<int:pk>/ghi-ngay-trao/", ceremony_conferral.ceremony_confer, name="ceremony_confer"),
    path("so-van-ban/", numbering.series_list, name="series"),
    path("so-van-ban/<int:pk>/", numbering.series_numbers, name="series_numbers"),
]
