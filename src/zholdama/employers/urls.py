"""Addresses of the employers' door; each is bound to one organisation or referral by a secret in the link."""

from django.urls import URLPattern, path

from zholdama.employers import answering, links, places

app_name = "employers"
urlpatterns: list[URLPattern] = [
    path("places/", places.places, name="places"),
    path("places/open/<str:secret>/", links.follow, name="follow"),
    path("places/leave/", links.leave, name="leave"),
    path("places/new/", places.new, name="place_new"),
    path("places/file/", places.file, name="file"),
    path("places/sample.csv", places.sample, name="sample"),
    path("places/places.csv", places.table, name="table"),
    path("places/<uuid:place_id>/", places.place, name="place"),
    path("places/<uuid:place_id>/renew/", places.renew, name="renew"),
    path("places/<uuid:place_id>/end/", places.end, name="end"),
    path("answer/<str:secret>/", answering.answer, name="answer"),
    path("answer/<str:secret>/undo/", answering.undo, name="answer_undo"),
    path("answer/<str:secret>/<slug:kind>/", answering.say, name="say"),
]
