from django.urls import include, path

from madoguchi.web.city import catch_up, scan, views
from madoguchi.web.city.counts import views as counts
from madoguchi.web.city.deliveries import views as deliveries
from madoguchi.web.city.imports import views as imports
from madoguchi.web.city.lists import views as lists
from madoguchi.web.city.paper import views as paper

app_name = "city"
urlpatterns = [
    path("", views.today, name="today"),
    path("days/<isodate:day>/", views.day, name="day"),
    path("days/<isodate:day>/state/", views.check_in, name="check_in"),
    path("persons/", lists.persons, name="persons"),
    path("persons/export/", lists.export, name="export"),
    path("days/<isodate:day>/scan/", scan.scan, name="scan"),
    path("days/<isodate:day>/catch-up/", catch_up.catch_up, name="catch_up"),
    path("counts/", counts.counts, name="counts"),
    path("counts/export/", counts.export_counts, name="export_counts"),
    path("paper/", paper.paper, name="paper"),
    path("paper/make/", paper.make_now, name="make_paper"),
    path("paper/<isodate:day>/<slug:site>/", paper.paper_file, name="paper_file"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/hand-over/", deliveries.hand_over, name="hand_over"),
    path("deliveries/<int:number>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:number>/receipt/", deliveries.take_receipt, name="take_receipt"),
    path("deliveries/<int:number>/file/", deliveries.download, name="delivery_file"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:key>/", imports.ledger, name="import"),
    path("imports/<uuid:key>/book/", imports.book, name="book_import"),
    path("imports/<uuid:key>/undo/", imports.undo, name="undo_import"),
    path("imports/<uuid:key>/drop/", imports.drop, name="drop_import"),
    path("imports/<uuid:key>/faults/", imports.faults, name="import_faults"),
    path("bookings/", include("madoguchi.web.frame.bookings.urls")),
]
