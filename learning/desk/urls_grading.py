from django.urls import path

from learning.desk.views import grading

urlpatterns = [
    path("cham-bai/", grading.answers, name="grading"),
    path("cham-bai/<int:pk>/", grading.answer, name="grade"),
]
