from django.urls import URLPattern, URLResolver, path

from madoguchi.web.manager.reports import agreed, steps, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="reports"),
    path("new/", views.new, name="new_report"),
    path("forms/", agreed.forms, name="report_forms"),
    path("forms/<slug:code>/", agreed.form, name="report_form"),
    path("forms/<slug:code>/due/", agreed.due, name="report_due"),
    path("forms/<slug:code>/parts/new/", agreed.new_part, name="new_report_part"),
    path("forms/<slug:code>/parts/<int:place>/", agreed.part, name="report_part"),
    path("forms/<slug:code>/parts/<int:place>/move/", agreed.move_part, name="move_report_part"),
    path("<int:number>/", views.report, name="report"),
    path("<int:number>/versions/<int:version>/", views.version, name="report_version"),
    path("<int:number>/compare/", views.compare, name="report_compare"),
    path("<int:number>/words/", steps.words, name="report_words"),
    path("<int:number>/day/", steps.day, name="report_day"),
    path("<int:number>/back/", steps.back, name="report_back"),
    path("<int:number>/issue/", steps.issue, name="report_issue"),
    path("<int:number>/again/", steps.again, name="report_again"),
    path("<int:number>/handed/", steps.handed, name="report_handed"),
    path("<int:number>/<slug:step>/", steps.step, name="report_step"),
]
