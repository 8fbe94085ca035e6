from django.urls import URLPattern, path

from learning.desk.views import admissions, allowances, duplicates

urlpatterns: list[URLPattern] = [
    path("xin-hoc/", admissions.admissions, name="admissions"),
    path("xin-hoc/<int:pk>/", admissions.decide_admission, name="decide_admission"),
    path("xin-hoc/moi/", admissions.invite, name="invite"),
    path("nguoi-hoc/<int:pk>/moi-hoc/", admissions.invite_person, name="invite_person"),
    path("nguoi-hoc/trung/", duplicates.duplicates, name="duplicates"),
    path("nguoi-hoc/trung/tim/", duplicates.duplicates_search, name="duplicates_search"),
    path("nguoi-hoc/trung/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("nguoi-hoc/trung/<int:pk>/gop/", duplicates.merge_pair, name="merge_pair"),
    path("nguoi-hoc/trung/<int:pk>/khac-nguoi/", duplicates.not_the_same, name="not_the_same"),
    path("nguoi-hoc/<int:pk>/bai-kiem-tra/", allowances.allowances, name="allowances"),
    path("nguoi-hoc/<int:pk>/gop/", duplicates.merge_with, name="merge_with"),
    path("nguoi-hoc/da-gop/", duplicates.merges, name="merges"),
    path("nguoi-hoc/da-gop/<int:pk>/hoan-tac/", duplicates.undo_merge, name="undo_merge"),
]
