from django.urls import path

from madoguchi.web.citizen import held, own_booking, procedures, take_along, views
from madoguchi.web.citizen.address import address_of_code
from madoguchi.web.citizen.faq import views as faq
from madoguchi.web.citizen.inquiry import views as inquiry

app_name = "citizen"
urlpatterns = [
    path("", views.home, name="home"),
    path("book/", procedures.choose_procedure, name="procedure"),
    path("book/calendar/", views.choose_day, name="calendar"),
    path("book/day/<isodate:day>/", views.choose_time, name="day"),
    path("book/slot/<int:slot_id>/", held.slot, name="slot"),
    path("book/hold/", held.hold, name="hold"),
    path("book/prove/", held.prove, name="prove"),
    path("book/held/<str:token>/", held.details, name="details"),
    path("book/held/<str:token>/check/", held.check, name="check"),
    path("book/address/", address_of_code, name="address"),
    path("faq/", faq.questions, name="faq"),
    path("faq/suggest/", faq.suggest, name="faq_suggest"),
    path("faq/telephone/", faq.telephone, name="faq_telephone"),
    path("faq/go-on/<slug:step>/", faq.go_on, name="faq_go_on"),
    path("faq/<slug:number>/", faq.article, name="faq_article"),
    path("faq/<slug:number>/helped/", faq.verdict, name="faq_verdict"),
    path("inquiry/", inquiry.inquiry, name="inquiry"),
    path("inquiry/sent/<str:key>/", inquiry.inquiry_sent_page, name="inquiry_sent"),
    path("my/", own_booking.look_up_booking, name="look_up"),
    path("my/<str:secret>/", own_booking.my_page, name="my_page"),
    path("my/<str:secret>/calendar.ics", take_along.calendar_file, name="my_ics"),
    path("my/<str:secret>/time/", own_booking.other_day, name="my_calendar"),
    path("my/<str:secret>/time/<isodate:day>/", own_booking.other_time, name="my_day"),
    path("my/<str:secret>/slot/<int:slot_id>/", own_booking.move, name="my_slot"),
    path("my/<str:secret>/people/", own_booking.people, name="my_people"),
    path("my/<str:secret>/contact/", own_booking.contact, name="my_contact"),
    path("my/<str:secret>/cancel/", own_booking.cancel, name="my_cancel"),
]
