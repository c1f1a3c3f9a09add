"""Pages of standing in for one another, and of handing work over."""

from django.urls import path

from ..views import authority, handover

urlpatterns = [
    path("uy-quyen/", authority.loans, name="loans"),
    path("uy-quyen/vai-tro/<int:pk>/", authority.lend_role, name="lend_role"),
    path("uy-quyen/<int:pk>/cham-dut/", authority.loan_end, name="loan_end"),
    path("ban-giao/", handover.handovers, name="handovers"),
    path("ban-giao/<int:pk>/", handover.handover, name="handover"),
    path("ban-giao/ket-qua/<int:pk>/", handover.handover_done, name="handover_done"),
]
