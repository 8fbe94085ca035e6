from django.urls import path

from learning.desk.views import grading, quiz_statistics, regrading

urlpatterns = [
    path("cham-bai/", grading.answers, name="grading"),
    path("cham-bai/<int:pk>/", grading.answer, name="grade"),
    path("cham-lai/", regrading.regrades, name="regrades"),
    path("cham-lai/cau/<int:version>/", regrading.mark_again, name="mark_again"),
    path("cham-lai/<int:pk>/", regrading.regrade, name="regrade"),
    path("cham-lai/<int:pk>/quyet-dinh/", regrading.decide, name="decide_regrade"),
    path("thong-ke-bai/", quiz_statistics.quizzes, name="quiz_statistics_list"),
    path("thong-ke-bai/<int:pk>/", quiz_statistics.quiz, name="quiz_statistics"),
    path("thong-ke-bai/<int:pk>/cau-hoi.csv", quiz_statistics.quiz_csv, name="quiz_statistics_csv"),
]
