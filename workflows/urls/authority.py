"""Pages of standing in for one another, and of handing work over."""

from django.urls import path

from ..views import authority

urlpatterns = [
    path("uy-quyen/", authority.loans, name="loans"),
    path("uy-quyen/vai-tro/<int:pk>/", authority.lend_role, name="lend_role"),
    path("uy-quyen/<int:pk>/cham-dut/", authority.loan_end, name="loan_end"),
]
