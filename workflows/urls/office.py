"""Pages of the office: the appraiser's queue, rounds."""

urlpatterns: list = []
