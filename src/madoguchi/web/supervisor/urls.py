from django.urls import URLPattern, URLResolver, path

from madoguchi.web.supervisor.alerts import views as alerts
from madoguchi.web.supervisor.board import views as board
from madoguchi.web.supervisor.floor import days, views
from madoguchi.web.supervisor.seats import views as seats

app_name = "supervisor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board.home, name="board"),
    path("board/wall/", board.wall, name="wall"),
    path("floor/", views.home, name="floor"),
    path("floor/do/", views.do, name="floor_do"),
    path("floor/days/", days.home, name="days"),
    path("seats/", seats.home, name="seats"),
    path("seats/add/", seats.add, name="seats_add"),
    path("seats/<int:pk>/end/", seats.end, name="seats_end"),
    path("alerts/", alerts.home, name="alerts"),
    path("alerts/past/", alerts.past, name="alerts_past"),
    path("alerts/seen/", alerts.seen, name="alert_seen"),
    path("alerts/rules/", alerts.rules, name="alert_rules"),
    path("alerts/rules/<slug:name>/", alerts.rule, name="alert_rule"),
    path("alerts/<int:number>/", alerts.alert, name="alert"),
]
