from django.urls import URLPattern, URLResolver, path

from madoguchi.web.manager.proposals import steps, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="proposals"),
    path("new/", views.new, name="new_proposal"),
    path("<int:number>/", views.proposal, name="proposal"),
    path("<int:number>/edit/", views.edit, name="edit_proposal"),
    path("<int:number>/put/", steps.put, name="put_proposal"),
    path("<int:number>/drop/", steps.drop, name="drop_proposal"),
    path("<int:number>/answer/", steps.answer, name="answer_proposal"),
    path("<int:number>/follow/", steps.follow, name="follow_proposal"),
    path("<int:number>/measure/", steps.measure, name="measure_proposal"),
]
