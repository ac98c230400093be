from django.urls import path

from madoguchi.web.telephone.recordings import finding, handing_over, keeping, listening, page

urlpatterns = [
    path("", finding.recordings, name="recordings"),
    path("keeping/", keeping.keeping, name="recordings_kept"),
    path("keeping/end/", keeping.end, name="recordings_end"),
    path("erasures/<uuid:key>/", keeping.erasure, name="erasure"),
    path("erasures/<uuid:key>/file/", keeping.file, name="erasure_file"),
    path("erasures/<uuid:key>/reported/", keeping.reported, name="erasure_reported"),
    path("packages/", handing_over.packages, name="packages"),
    path("packages/new/", handing_over.new, name="new_package"),
    path("packages/<uuid:key>/", handing_over.package, name="package"),
    path("packages/<uuid:key>/file/", handing_over.file, name="package_file"),
    path("listening/<uuid:key>/", listening.listen, name="listening"),
    path("listening/<uuid:key>/sound/", listening.sound, name="sound"),
    path("<uuid:key>/", page.recording, name="recording"),
    path("<uuid:key>/listen/", page.begin, name="begin_listening"),
    path("<uuid:key>/hold/", page.hold, name="hold_recording"),
    path("<uuid:key>/release/", page.release, name="release_recording"),
    path("<uuid:key>/erase/", page.erase, name="erase_recording"),
]
