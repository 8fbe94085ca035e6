from django.urls import URLPattern, path

from learning.desk.views import requirements

urlpatterns: list[URLPattern] = [
    path("yeu-cau-hoc/", requirements.requirements, name="requirements"),
    path("yeu-cau-hoc/moi/", requirements.requirement_new, name="requirement_new"),
    path("yeu-cau-hoc/<int:pk>/", requirements.requirement, name="requirement"),
    path("yeu-cau-hoc/<int:pk>/sua/", requirements.requirement_edit, name="requirement_edit"),
]
