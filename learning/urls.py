"""Where everything is mounted, and nowhere else."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

# Wagtail's own sign-in views know no second factor and no rate limit: they lead to ours.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("admin/password_reset/", to_sign_in),
    path("admin/", include(admin_urls)),
    path("tai-lieu/", include(document_urls)),
    path("tai-khoan/", include("allauth.urls")),
    path("", include("learning.desk.urls")),
    path("", include("learning.records.urls")),
    path("", include("certificates.urls")),
    path("", include("cms.urls")),
]

if settings.LOCAL_MODE:  # in production the proxy serves media
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns.append(path("", include(wagtail_urls)))
