from django.urls import URLPattern, URLResolver, path

from learning.desk import (
    urls_accounts,
    urls_attendance,
    urls_classes,
    urls_grading,
    urls_organisations,
    urls_people,
    urls_records,
    urls_requirements,
    urls_rosters,
    urls_tests,
)
from learning.desk.views import figures, learner

urlpatterns: list[URLPattern | URLResolver] = [
    path("hoc-tap/", learner.my_learning, name="my_learning"),
    path("hoc-tap/giay-chung-nhan/", learner.my_certificates, name="my_certificates"),
    path("hoc-tap/thong-tin/", learner.profile, name="profile"),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/so-lieu.csv", figures.figures_as_csv, name="figures_csv"),
    path("so-lieu/danh-sach/", figures.behind, name="behind"),
    *urls_organisations.urlpatterns,
    *urls_records.urlpatterns,
    *urls_people.urlpatterns,
    *urls_accounts.urlpatterns,
    *urls_requirements.urlpatterns,
    *urls_classes.urlpatterns,
    *urls_attendance.urlpatterns,
    *urls_tests.urlpatterns,
    *urls_grading.urlpatterns,
    *urls_rosters.urlpatterns,
]
