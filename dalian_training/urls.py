"""Every address of the product, joined from the apps' lists."""

from allauth.account import views as account_views
from django.contrib.admin import autodiscover
from django.urls import include, path

from core import urls as core_urls
from core.admin_site import site
from organizations import urls as organizations_urls
from policies import urls as policies_urls
from portal import urls as portal_urls
from programs import urls as programs_urls
from supervision import urls as supervision_urls
from trainees import urls as trainees_urls

autodiscover()
APPS = (
    core_urls,
    organizations_urls,
    policies_urls,
    programs_urls,
    trainees_urls,
    supervision_urls,
    portal_urls,
)


def joined(face):
    """The addresses of all apps for one face."""
    return [pattern for app in APPS for pattern in getattr(app, face)]


urlpatterns = [
    path("security/", include("allauth.urls")),
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", site.urls),
    path("account/", include((joined("account"), "account"))),
    path("workspace/", include((joined("workspace"), "workspace"))),
    *joined("public"),
]
