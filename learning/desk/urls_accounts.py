from django.urls import URLPattern, path

from learning.desk.views import accounts, claiming, corrections, handing_over

urlpatterns: list[URLPattern] = [
    path("tai-khoan-moi/", claiming.claim, name="claim"),
    path("tai-khoan-don-vi/", accounts.unit_accounts, name="unit_accounts"),
    path("tai-khoan-don-vi/<int:pk>/", accounts.unit_accounts_list, name="unit_accounts_list"),
    path("nguoi-hoc/<int:pk>/phieu-ma/", accounts.person_slip, name="person_slip"),
    path("lop/<int:pk>/phieu-ma/", accounts.class_slips, name="class_slips"),
    path("hoc-tap/dinh-chinh/", corrections.my_corrections, name="my_corrections"),
    path("de-nghi-dinh-chinh/", corrections.corrections, name="corrections"),
    path("de-nghi-dinh-chinh/<int:pk>/", corrections.correction, name="correction"),
    path("ban-giao/", handing_over.hand_over, name="hand_over"),
]
