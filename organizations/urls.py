"""Pages of sign-in and of the face one acts in."""

from django.urls import path

from organizations.views import faces as views

public = [
    path("start/", views.start, name="start"),
    path("faces/", views.switch_face, name="face-switch"),
]
account = []
workspace = []
