from django.urls import path

from madoguchi.web.quality import choosing, figures, own, rating, sheet

app_name = "quality"
urlpatterns = [
    path("", choosing.home, name="home"),
    path("draw/", choosing.new_draw, name="new_draw"),
    path("draws/<uuid:key>/", choosing.draw, name="draw"),
    path("draws/<uuid:key>/file/", choosing.draw_file, name="draw_file"),
    path("pick/", choosing.pick, name="pick"),
    path("cases/<uuid:key>/", rating.case, name="case"),
    path("cases/<uuid:key>/begin/", rating.begin, name="begin"),
    path("cases/<uuid:key>/two/", rating.two, name="two"),
    path("cases/<uuid:key>/listen/", rating.listen, name="listen"),
    path("cases/<uuid:key>/agreed/", rating.agreed, name="agreed"),
    path("cases/<uuid:key>/note/", rating.note, name="note"),
    path("own/", own.own, name="own"),
    path("own/<uuid:key>/", own.own_case, name="own_case"),
    path("own/notes/<uuid:key>/", own.note, name="own_note"),
    path("figures/", figures.figures, name="figures"),
    path("figures/export/", figures.export, name="export_ratings"),
    path("sheet/", sheet.sheet, name="sheet"),
]
