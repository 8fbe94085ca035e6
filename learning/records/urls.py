from django.urls import path

from learning.records import views

urlpatterns = [
    path("hoc-tap/ghi-danh/<int:course_id>/", views.enrol, name="enrol"),
    path("hoc-tap/xin-hoc/<int:course_id>/", views.ask_admission, name="ask_admission"),
    path("hoc-tap/tiep/<int:enrolment_id>/", views.resume, name="resume"),
    path("hoc-tap/da-doc/<int:lesson_id>/", views.lesson_read, name="lesson_read"),
    path("hoc-tap/bat-dau/<int:quiz_id>/", views.start_attempt, name="start_attempt"),
    path("hoc-tap/luot/<int:attempt_id>/", views.attempt, name="attempt"),
    path("hoc-tap/luot/<int:attempt_id>/cau/<int:position>/", views.question, name="question"),
    path("hoc-tap/luot/<int:attempt_id>/xem-lai/", views.review, name="review"),
    path("hoc-tap/luot/<int:attempt_id>/ket-qua/", views.result, name="result"),
]
