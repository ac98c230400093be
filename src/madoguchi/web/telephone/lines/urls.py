from django.urls import path

from madoguchi.web.telephone.lines import views

urlpatterns = [
    path("", views.home, name="lines"),
    path("enter/", views.enter, name="line_enter"),
    path("new/", views.new, name="line_new"),
    path("number/<str:number>/", views.line, name="line"),
    path("capacity/", views.capacity, name="line_capacity"),
    path("tasks/new/", views.new_task, name="line_task_new"),
    path("tasks/<int:pk>/", views.task, name="line_task"),
    path("tasks/<int:pk>/due/", views.due, name="line_task_due"),
    path("tasks/<int:pk>/reopen/", views.reopen, name="line_task_reopen"),
    path("tasks/<int:pk>/proof/", views.proof, name="line_task_proof"),
]
