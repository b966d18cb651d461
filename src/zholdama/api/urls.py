"""Addresses of the integrators' door."""

from django.urls import path

from zholdama.api.v1 import api

app_name = "api"
urlpatterns = [path("v1/", api.urls)]
