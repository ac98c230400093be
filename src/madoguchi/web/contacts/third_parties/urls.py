from django.urls import path

from madoguchi.web.contacts.third_parties import views

urlpatterns = [
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/new/", views.enter, name="new_approval"),
    path("approvals/<int:pk>/", views.approval, name="approval"),
    path("approvals/<int:pk>/withdraw/", views.withdraw, name="withdraw_approval"),
    path("approvals/<int:pk>/file/", views.file, name="approval_file"),
]
