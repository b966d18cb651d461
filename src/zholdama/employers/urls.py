"""Addresses of the employers' door; each is bound to one organisation or referral by a secret in the link."""

from django.urls import URLPattern, path

from zholdama.employers import answering

app_name = "employers"
urlpatterns: list[URLPattern] = [
    path("answer/<str:secret>/", answering.answer, name="answer"),
    path("answer/<str:secret>/undo/", answering.undo, name="answer_undo"),
    path("answer/<str:secret>/<slug:kind>/", answering.say, name="say"),
]
