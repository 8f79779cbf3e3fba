"""Every address of the product, joined from the apps' lists."""

from allauth.account import views as account_views
from django.contrib.admin import autodiscover
from django.urls import include, path

from core import urls as core_urls
from core.admin_site import site
from core.api.docs import ApiDocs
from core.api.urls import addresses
from core.pages.public import public as open_to_all
from organizations import api as organizations_api
from organizations import urls as organizations_urls
from policies import urls as policies_urls
from portal import urls as portal_urls
from programs import api as programs_api
from programs import urls as programs_urls
from supervision import api as supervision_api
from supervision import urls as supervision_urls
from trainees import api as trainees_api
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

APIS = (organizations_api, programs_api, trainees_api, supervision_api)  # `core.api` for jobs


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
    path("api/docs/", open_to_all(ApiDocs.as_view()), name="api-docs"),
    path("api/v1/", include((addresses(*APIS), "api"))),
    *joined("public"),
]
handler500 = "core.api.problems.server_error"
