"""Escalations, transfers, agreed call-backs, and their figures."""

from django.urls import path

from madoguchi.web.contacts.escalations import calls, case, put_through, views

app_name = "escalations"
urlpatterns = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("closed/", views.closed, name="closed"),
    path("call-backs/", calls.call_backs, name="call_backs"),
    path("call-backs/wished/", calls.wished, name="wished"),
    path("call-backs/<int:pk>/", calls.attempt, name="attempt"),
    path("contact/<int:number>/new/", views.new, name="new"),
    path("contact/<int:number>/transfer/", calls.transfer, name="transfer"),
    path("contact/<int:number>/call-back/", calls.agree, name="agree"),
    path("call/<str:key>/", put_through.put_through, name="put_through"),
    path("<int:pk>/", case.escalation, name="escalation"),
    path("<int:pk>/form/", case.electronic_form, name="form"),
    path("<int:pk>/receipt/", case.receipt, name="receipt"),
]
