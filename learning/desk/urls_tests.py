from django.urls import URLPattern, path

from learning.desk.views import class_tests, evaluation, headcounts, my_classes, score_lists

urlpatterns: list[URLPattern] = [
    path("hoc-tap/lop/", my_classes.my_classes, name="my_classes"),
    path("lop/<int:pk>/so-luong/", headcounts.class_headcounts, name="class_headcounts"),
    path("lop/<int:pk>/danh-gia/", evaluation.class_evaluation, name="class_evaluation"),
    path("danh-gia/ket-qua/", evaluation.evaluations, name="evaluations"),
    path("danh-gia/ket-qua/khoa/<int:pk>/", evaluation.course_evaluation, name="course_evaluation"),
    path("danh-gia/lop/<int:pk>/", evaluation.evaluate_class, name="evaluate_class"),
    path("danh-gia/khoa/<int:pk>/", evaluation.evaluate_course, name="evaluate_course"),
    path("lop/<int:pk>/kiem-tra/", class_tests.class_tests, name="class_tests"),
    path("lop/<int:pk>/kiem-tra/tep/", score_lists.class_score_list, name="class_score_list"),
    path("lop/<int:pk>/kiem-tra/<slug:phase>/", class_tests.class_scores, name="class_scores"),
    path("lop/<int:pk>/kiem-tra/<slug:phase>/tung-cau/", class_tests.class_test_items, name="class_test_items"),
    path("lop-hoc/<int:pk>/kiem-tra/<slug:phase>/", class_tests.class_test, name="class_test"),
]
