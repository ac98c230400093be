from django.urls import path

from madoguchi.web.telephone.calls import by_hand, figures, finding, one_call, reconciling, unmatched

urlpatterns = [
    path("", finding.calls, name="calls"),
    path("export/", finding.export, name="calls_export"),
    path("unmatched/", unmatched.unmatched, name="unmatched"),
    path("enter/", by_hand.enter, name="enter_call"),
    path("reconciling/", reconciling.reconciling, name="reconciling"),
    path("fairness/", figures.fairness, name="fairness"),
    path("usage/", figures.usage, name="usage"),
    path("peaks/", figures.peaks, name="peaks"),
    path("of/<str:key>/", one_call.call, name="call"),
]
