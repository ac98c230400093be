from django.urls import path

from madoguchi.web.manager.reports.files import published, records, views

urlpatterns = [
    path("published/", published.published, name="published"),
    path("published/<slug:period>/file/", published.published_file, name="published_file"),
    path("records/", records.records, name="records"),
    path("records/<slug:month>/file/", records.records_file, name="records_file"),
    path("records/made/<int:pk>/file/", records.made_file, name="records_made_file"),
    path("<int:number>/file/", views.draft_file, name="report_draft_file"),
    path("<int:number>/versions/<int:version>/file/", views.version_file, name="report_version_file"),
]
