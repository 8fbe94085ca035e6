from django.urls import include, path

from bench import views

urlpatterns = [
    path("bench/bare/", views.bare),
    path("bench/bare-signed-in/", views.bare_signed_in),
    path("bench/bare-insert/", views.bare_insert),
    path("bench/bare-start/", views.bare_start),
    path("bench/plain-page/<int:page_id>/", views.plain_page),
    path("", include("learning.urls")),
]
