"""Addresses of the house's own pages."""

from django.urls import path

from zholdama.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
