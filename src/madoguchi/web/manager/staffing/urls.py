from django.urls import URLPattern, URLResolver, path

from madoguchi.web.manager.staffing import files
from madoguchi.web.manager.staffing.plan import peaks
from madoguchi.web.manager.staffing.plan import views as plan
from madoguchi.web.manager.staffing.regimes import views as regimes
from madoguchi.web.manager.staffing.register import views as register
from madoguchi.web.manager.staffing.shifts import absences
from madoguchi.web.manager.staffing.shifts import views as shifts

urlpatterns: list[URLPattern | URLResolver] = [
    path("shifts/", shifts.week, name="shifts"),
    path("shifts/own/", shifts.own, name="shifts_own"),
    path("shifts/new/", shifts.new, name="shifts_new"),
    path("shifts/<isodate:day>/", shifts.day, name="shifts_day"),
    path("shifts/<isodate:day>/copy/", shifts.copy, name="shifts_copy"),
    path("shifts/<isodate:day>/file/", files.shifts_file, name="shifts_file"),
    path("shifts/<isodate:day>/breaks/", shifts.breaks, name="shifts_breaks"),
    path("shifts/<int:pk>/", shifts.shift, name="shift"),
    path("shifts/<int:pk>/withdraw/", shifts.withdraw, name="shift_withdraw"),
    path("shifts/<int:pk>/absent/", absences.absent, name="shift_absent"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/take-back/", absences.take_back, name="absence_take_back"),
    path("regimes/", regimes.home, name="regimes"),
    path("regimes/new/", regimes.new, name="regime_new"),
    path("regimes/<int:pk>/", regimes.consultation, name="consultation"),
    path("regimes/<int:pk>/call-off/", regimes.call_off, name="regime_call_off"),
    path("plan/", plan.home, name="plan"),
    path("plan/<isodate:day>/file/", files.plan_file, name="plan_file"),
    path("plan/what-if/", plan.what_if, name="plan_what_if"),
    path("plan/past/", plan.past, name="plan_past"),
    path("plan/peaks/", peaks.ledger, name="plan_peaks"),
    path("plan/peaks/new/", peaks.new, name="plan_peak_new"),
    path("plan/peaks/<int:pk>/", peaks.peak, name="plan_peak"),
    path("plan/peaks/<int:pk>/drop/", peaks.drop, name="plan_peak_drop"),
    path("register/", register.home, name="register"),
    path("register/posts/", register.posts, name="posts"),
    path("register/new/", register.edit, name="worker_new"),
    path("register/<int:pk>/", register.worker, name="worker"),
    path("register/<int:pk>/edit/", register.edit, name="worker_edit"),
    path("register/<int:pk>/add/<slug:what>/", register.add, name="worker_add"),
    path("register/posts/<int:pk>/end/", register.end, name="post_end"),
    path("register/careers/<int:pk>/remove/", register.remove, name="career_remove"),
]
