from django.urls import path

from madoguchi.web.manager.reports.files import records, views

urlpatterns = [
    path("records/", records.records, name="records"),
    path("records/<slug:month>/file/", records.records_file, name="records_file"),
    path("<int:number>/file/", views.draft_file, name="report_draft_file"),
    path("<int:number>/versions/<int:version>/file/", views.version_file, name="report_version_file"),
]
