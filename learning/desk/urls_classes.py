from django.urls import URLPattern, path

from learning.desk.views import classes, participants, plan

urlpatterns: list[URLPattern] = [
    path("lop/", classes.classes, name="classes"),
    path("lop/moi/", classes.class_new, name="class_new"),
    path("lop/<int:pk>/", classes.training_class, name="class"),
    path("lop/<int:pk>/sua/", classes.class_edit, name="class_edit"),
    path("lop/<int:pk>/mo-dang-ky/", classes.class_step, {"step": "mo"}, name="class_open"),
    path("lop/<int:pk>/bat-dau/", classes.class_step, {"step": "bat-dau"}, name="class_start"),
    path("lop/<int:pk>/huy/", classes.class_step, {"step": "huy"}, name="class_cancel"),
    path("lop/<int:pk>/tai-lieu/", classes.class_document_new, name="class_document_new"),
    path("lop/<int:pk>/tai-lieu/<int:document>/", classes.class_document, name="class_document"),
    path("lop/<int:pk>/hoc-vien/", participants.participants, name="class_participants"),
    path("lop/<int:pk>/hoc-vien/them/", participants.participant_add, name="participant_add"),
    path("lop/<int:pk>/hoc-vien/rut/", participants.participant_withdraw, name="participant_withdraw"),
    path("lop-hoc/", participants.open_classes, name="open_classes"),
    path("lop-hoc/<int:pk>/dang-ky/", participants.join_class, name="join_class"),
    path("ke-hoach-lop/", plan.yearly_plan, name="yearly_plan"),
]
