"""The addresses of bookings, included by each place of work under its own namespace."""

from django.urls import path

from madoguchi.web.frame.bookings import accommodation, changes, to_telephone, views

urlpatterns = [
    path("find/", views.find, name="find"),
    path("to-telephone/", to_telephone.to_telephone, name="to_telephone"),
    path("to-telephone/<int:task_id>/", to_telephone.attempt, name="attempt"),
    path("<booking:number>/", views.booking, name="booking"),
    path("<booking:number>/accommodation/", accommodation.accommodation, name="accommodation"),
    path("<booking:number>/state/", views.change_state, name="state"),
    path("<booking:number>/move/", changes.choose_time, name="move"),
    path("<booking:number>/move/<int:slot_id>/", changes.move, name="move_to"),
    path("<booking:number>/people/", changes.people, name="people"),
    path("<booking:number>/contact/", changes.contact, name="contact"),
    path("<booking:number>/cancel/", changes.cancel, name="cancel"),
]
