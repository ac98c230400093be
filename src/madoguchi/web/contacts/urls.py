from django.urls import include, path

from madoguchi.web.contacts import days, live_list
from madoguchi.web.contacts.finding import views as finding
from madoguchi.web.contacts.items import views as items
from madoguchi.web.contacts.record import views as record
from madoguchi.web.contacts.writing import views as writing

app_name = "contacts"
urlpatterns = [
    path("", include("madoguchi.web.contacts.improvement.urls")),
    path("", include("madoguchi.web.contacts.keeping.urls")),
    path("", include("madoguchi.web.contacts.marks.urls")),
    path("", include("madoguchi.web.contacts.responses.urls")),
    path("", include("madoguchi.web.contacts.tagging.urls")),
    path("", include("madoguchi.web.contacts.third_parties.urls")),
    path("", include("madoguchi.web.contacts.takeover.urls")),
    path("", include("madoguchi.web.contacts.inquiries.urls")),
    path("", finding.contacts, name="contacts"),
    path("export/", finding.export, name="export"),
    path("searches/", finding.save, name="save_search"),
    path("searches/<int:pk>/drop/", finding.drop, name="drop_search"),
    path("live/", live_list.live, name="live"),
    path("items/", items.items, name="items"),
    path("days/", days.day_today, name="day_today"),
    path("days/<isodate:day>/", days.day, name="day"),
    path("writing/", writing.unrecorded, name="unrecorded"),
    path("writing/call/<str:key>/", writing.of_call, name="write_call"),
    path("writing/new/", writing.new, name="new"),
    path("writing/<uuid:once_key>/", writing.write, name="write"),
    path("writing/<uuid:once_key>/keep/", writing.keep, name="keep"),
    path("writing/<uuid:once_key>/take-over/", writing.take_over, name="take_over"),
    path("writing/<uuid:once_key>/discard/", writing.discard, name="discard"),
    path("<int:number>/", record.contact, name="contact"),
    path("<int:number>/edit/", record.edit, name="edit"),
    path("<int:number>/state/", record.move, name="move"),
    path("<int:number>/hold/", record.hold, name="hold"),
    path("<int:number>/release/", record.release, name="release"),
    path("<int:number>/delete/", record.delete, name="delete"),
]
