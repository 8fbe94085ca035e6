from django.urls import URLPattern, path

from learning.desk.views import rosters

urlpatterns: list[URLPattern] = [
    path("lop/<int:pk>/danh-sach/", rosters.class_import, name="class_import"),
    path("danh-sach/<int:pk>/", rosters.roster, name="roster"),
    path("danh-sach/<int:pk>/doc-lai/", rosters.roster_correct, name="roster_correct"),
    path("danh-sach/<int:pk>/quyet-dinh/", rosters.roster_decide, name="roster_decide"),
    path("danh-sach/<int:pk>/luu/", rosters.roster_save, name="roster_save"),
    path("danh-sach/<int:pk>/bo/", rosters.roster_discard, name="roster_discard"),
    path("danh-sach/<int:pk>/tep/", rosters.roster_file, name="roster_file"),
]
