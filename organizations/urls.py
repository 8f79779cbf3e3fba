"""Pages of sign-in and of the face one acts in."""

from django.urls import path

from organizations import token_pages, views

public = [
    path("start/", views.start, name="start"),
    path("faces/", views.switch_face, name="face-switch"),
    path("tokens/", token_pages.TokenList.as_view(), name="token-list"),
    path("tokens/new/", token_pages.TokenCreate.as_view(), name="token-create"),
    path("tokens/<str:prefix>/revoke/", token_pages.TokenRevoke.as_view(), name="token-revoke"),
]
account = []
workspace = []
