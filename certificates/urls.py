from django.urls import path

from certificates import views

urlpatterns = [
    path("chung-nhan/<slug:code>/", views.certificate, name="certificate"),
    path("chung-nhan/<slug:code>/giay.pdf", views.paper, name="certificate_paper"),
    path("xac-minh/", views.verify_form, name="verify_form"),
    path("xac-minh/<slug:code>/", views.verify, name="verify"),
]
