"""Every address of the outside face begins here."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from madoguchi.telephony.webhook.views import webhook
from madoguchi.web.citizen.faq import machines
from madoguchi.web.frame import converters

converters.register()

staff: list[URLPattern | URLResolver] = [
    path("", include("madoguchi.web.home.urls")),
    path("account/", include("madoguchi.web.account.urls")),
    path("city/", include("madoguchi.web.city.urls")),
    path("operator/", include("madoguchi.web.operator.urls")),
    path("contacts/", include("madoguchi.web.contacts.urls")),
    path("escalations/", include("madoguchi.web.contacts.escalations.urls")),
    path("directory/", include("madoguchi.web.contacts.directory.urls")),
    path("guidance/", include("madoguchi.web.contacts.guidance.urls")),
    path("knowledge/", include("madoguchi.web.knowledge.urls")),
    path("quality/", include("madoguchi.web.quality.urls")),
    path("telephone/", include("madoguchi.web.telephone.urls")),
    path("supervisor/", include("madoguchi.web.supervisor.urls")),
    path("manager/", include("madoguchi.web.manager.urls")),
    path("", include("madoguchi.web.live.urls")),
    path("office/slots/", include("madoguchi.web.office.slots.urls")),
    path("office/settings/", include("madoguchi.web.office.settings.urls")),
    path("preview/", include("madoguchi.web.citizen.preview_urls")),
    path("office/equipment/", include("madoguchi.web.office.equipment.urls")),
    path("office/stops/", include("madoguchi.web.office.stops.urls")),
    path("office/messages/", include("madoguchi.web.office.messages.urls")),
    path("office/demand/", include("madoguchi.web.office.demand.urls")),
    path("office/outages/", include("madoguchi.web.office.outages.urls")),
    path("office/staff/", include("madoguchi.web.office.staff.urls")),
    path("office/history/", include("madoguchi.web.office.history.urls")),
]

if settings.DEMO:
    staff.append(path("gallery/", include("madoguchi.web.frame.gallery.urls")))

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/", include(staff)),
    path("api/", include("madoguchi.api.urls")),
    path("exchange/webhook", webhook),
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap),
    *i18n_patterns(path("", include("madoguchi.web.citizen.urls")), prefix_default_language=False),
]

handler400 = "madoguchi.web.frame.errors.bad_request"
handler403 = "madoguchi.web.frame.errors.permission_denied"
handler404 = "madoguchi.web.frame.errors.page_not_found"
handler500 = "madoguchi.web.frame.errors.server_error"
