from django.urls import path

from madoguchi.web.knowledge.usage import reports, views

urlpatterns = [
    path("", views.usage, name="usage"),
    path("reports/", reports.reports, name="usage_reports"),
    path("reports/<slug:month>/", reports.report, name="usage_report"),
    path("reports/<slug:month>/proposals/", reports.propose, name="propose"),
    path("reports/<slug:month>/anew/", reports.draft_anew, name="draft_anew"),
    path("reports/<slug:month>/handed/", reports.handed, name="hand_over"),
    path("reports/<slug:month>/file/", reports.file, name="usage_file"),
]
