"""Addresses of proofs of certificates."""

from django.urls import path

from ..views import proofs

urlpatterns = [
    path("quyet-dinh/<int:pk>/to-in-thu/", proofs.proofs, name="proofs"),
    path("quyet-dinh/<int:pk>/to-in-thu/<int:proof_pk>/", proofs.proof, name="proof"),
    path("quyet-dinh/<int:pk>/to-in-thu/<int:proof_pk>/hinh/", proofs.picture, name="proof_picture"),
    path("quyet-dinh/<int:pk>/to-in-thu/<int:proof_pk>/tep/", proofs.paper, name="proof_paper"),
]
