from django.urls import path

from learning.desk.views import figures, learner

urlpatterns = [
    path("hoc-tap/", learner.my_learning, name="my_learning"),
    path("hoc-tap/giay-chung-nhan/", learner.my_certificates, name="my_certificates"),
    path("hoc-tap/thong-tin/", learner.profile, name="profile"),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/so-lieu.csv", figures.figures_as_csv, name="figures_csv"),
    path("so-lieu/danh-sach/", figures.behind, name="behind"),
]
