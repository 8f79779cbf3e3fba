"""Every address of the product, joined from the apps' lists."""

from allauth.account import views as account_views
from django.contrib.admin import autodiscover
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from core import urls as core_urls
from core.admin_site import site
from core.api import jobs as core_jobs_api
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

APIS = (core_jobs_api, organizations_api, programs_api, trainees_api, supervision_api)


def joined(face):
    """The addresses of all apps for one face."""
    return [pattern for app in APPS for pattern in getattr(app, face)]


# Without a token against forgery, which would put a cookie and something of its reader on every
# public page: whoever forges this request changes the language a page is read in, and no more.
choose_language = csrf_exempt(login_not_required(set_language))

urlpatterns = [
    path("security/", include("allauth.urls")),
    path("login/", account_views.login, name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("admin/", site.urls),
    path("account/", include((joined("account"), "account"))),
    path("workspace/", include((joined("workspace"), "workspace"))),
    path("api/docs/", open_to_all(ApiDocs.as_view()), name="api-docs"),
    path("api/v1/", include((addresses(*APIS), "api"))),
    *joined("public"),
]
handler500 = "core.api.problems.server_error"
