from django.urls import URLPattern, path

from learning.desk.views import people, roles

urlpatterns: list[URLPattern] = [
    path("vai-tro/", roles.roles, name="roles"),
    path("vai-tro/<int:pk>/bo/", roles.role_away, name="role_away"),
    path("nguoi-hoc/", people.people, name="people"),
    path("nguoi-hoc/moi/", people.person_new, name="person_new"),
    path("nguoi-hoc/<int:pk>/", people.person_record, name="person_record"),
    path("nguoi-hoc/<int:pk>/sua/", people.person_edit, name="person_edit"),
    path("nguoi-hoc/<int:pk>/ho-so.pdf", people.person_paper, name="person_record_paper"),
    path("hoc-tap/ho-so/", people.my_record, name="my_record"),
    path("hoc-tap/ho-so/ho-so.pdf", people.my_paper, name="my_record_paper"),
]
