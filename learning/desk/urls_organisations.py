from django.urls import URLPattern, path

from learning.desk.views import organisations

urlpatterns: list[URLPattern] = [
    path("don-vi/", organisations.organisations, name="organisations"),
    path("don-vi/tim/", organisations.unit_search, name="unit_search"),
    path("don-vi/<int:pk>/", organisations.organisation, name="organisation"),
    path("don-vi/<int:pk>/<slug:act>/", organisations.organisation_act, name="organisation_act"),
]
