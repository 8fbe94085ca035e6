from django.urls import path

from cms import views

urlpatterns = [
    path("tim-kiem/", views.search, name="search"),
    path("ngon-ngu/<slug:code>/", views.choose_language, name="choose_language"),
    path("thoat/", views.leave, name="leave"),
    path("thoat/dong/", views.leave_quietly, name="leave_quietly"),
]
