from django.urls import path

from madoguchi.web.telephone.calls import finding, one_call, unmatched

urlpatterns = [
    path("", finding.calls, name="calls"),
    path("export/", finding.export, name="calls_export"),
    path("unmatched/", unmatched.unmatched, name="unmatched"),
    path("of/<str:key>/", one_call.call, name="call"),
]
