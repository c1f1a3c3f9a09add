"""Pages of papers that carry a number, and of signed scans."""

from django.urls import path

from ..views import paper_styles, papers

urlpatterns = [
    path("van-ban/trinh-bay/<int:pk>/", paper_styles.paper_style, name="paper_style"),
    path("van-ban/<slug:about>/<int:pk>/", papers.papers, name="papers"),
    path("van-ban/<slug:about>/<int:pk>/tien-do/", papers.papers_progress, name="papers_progress"),
    path("van-ban/<slug:about>/<int:pk>/lap-tiep/", papers.papers_resume, name="papers_resume"),
    path("van-ban/<slug:about>/<int:pk>/<slug:kind>/ghi-so/", papers.paper_number, name="paper_number"),
    path("van-ban/<int:pk>/huy-so/", papers.paper_void, name="paper_void"),
    path("van-ban/<int:pk>/ban-ky/", papers.paper_scan, name="paper_scan"),
    path("quyet-dinh/<int:pk>/ban-ky/", papers.decision_scan, name="decision_scan"),
    path("ban-ky/<int:pk>/", papers.scan, name="scan"),
]
