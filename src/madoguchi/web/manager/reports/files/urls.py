from django.urls import path

from madoguchi.web.manager.reports.files import views

urlpatterns = [
    path("<int:number>/file/", views.draft_file, name="report_draft_file"),
    path("<int:number>/versions/<int:version>/file/", views.version_file, name="report_version_file"),
]
