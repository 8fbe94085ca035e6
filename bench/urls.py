from bench import views
from django.urls import include, path

urlpatterns = [
    path("bench/bare/", views.bare),
    path("bench/bare-signed-in/", views.bare_signed_in),
    path("bench/bare-insert/", views.bare_insert),
    path("bench/plain-page/<int:page_id>/", views.plain_page),
    path("", include("learning.urls")),
]
