"""Tokens, and the public register of districts."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from core.access import ANYONE
from core.api.problems import TITLES
from core.api.resources import Resource
from core.api.serializers import Body, Shown
from core.api.throttles import SignInsByAddress, SignInsByName
from core.tenancy.scope import AUTH, acting_as
from organizations.accreditation_api import AccreditationResource, ChangeResource
from organizations.enums import TokenScope
from organizations.models import ApiToken, District
from organizations.queries import actor_of, memberships_of, worker
from organizations.registration_api import RegistrationResource
from organizations.services.tokens import LONGEST_DAYS, create_token, revoke_token, sign_in


class DistrictSerializer(Shown):
    class Meta:
        model = District
        fields = ("code", "zh", "en", "kind", "gb2260")


class DistrictResource(Resource):
    model = District
    noun = "district"
    about = _("Districts and management areas of the city.")
    serializer_class = DistrictSerializer
    published = True
    ordering = ("code",)
    lookup_field = "code"


class TokenSerializer(Shown):
    organization = serializers.CharField(
        source="membership.organization.number", default=None, allow_null=True
    )
    role = serializers.CharField(source="membership.role", default="worker")
    scopes = serializers.ListField(child=serializers.ChoiceField(TokenScope.choices))

    class Meta:
        model = ApiToken
        fields = (
            "prefix",
            "name",
            "organization",
            "role",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        )


class NewTokenSerializer(TokenSerializer):
    """The only time the token itself is shown."""

    token = serializers.CharField()

    class Meta(TokenSerializer.Meta):
        fields = ("token", *TokenSerializer.Meta.fields)


class SignIn(Body):
    """User name and password, the one-time code where it is on, and what the token is for."""

    username = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False)
    code = serializers.CharField(max_length=32, required=False, allow_blank=True, default="")
    organization = serializers.CharField(
        max_length=20,
        required=False,
        allow_blank=True,
        default="",
        help_text=_("Number of the organization to act for; without it one acts as a worker."),
    )
    role = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    name = serializers.CharField(max_length=60, required=False, default="API")
    scopes = serializers.MultipleChoiceField(
        choices=TokenScope.choices,
        required=False,
        allow_empty=False,
        default=[TokenScope.READ.value],
    )
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False, default=90)


class TokenResource(Resource):
    """One's own tokens; a new one for user name and password."""

    model = ApiToken
    noun = "token"
    about = _("Tokens by which programs act for you; the clear text is shown once.")
    serializer_class = TokenSerializer
    related = ("membership__organization",)
    lookup_field = "prefix"
    is_repeatable = False  # a kept answer would keep the token in clear

    def get_authenticators(self):
        """Who asks for a token proves it by password, whatever else comes along."""
        asks = self.request is not None and self.request.method == "POST"
        return [] if asks and "prefix" not in self.kwargs else super().get_authenticators()

    def get_permissions(self):
        return [] if self.action == "create" else super().get_permissions()

    def get_throttles(self):
        if self.action == "create":
            return [SignInsByAddress(), SignInsByName()]
        return super().get_throttles()

    @extend_schema(request=SignIn, responses={201: NewTokenSerializer}, auth=[])
    def create(self, request):
        self.reader = ANYONE
        data = self.given(SignIn)
        with acting_as(AUTH):
            actor = self.identified(request, data)
            row, clear = create_token(
                actor=actor, name=data["name"], scopes=data["scopes"], days=data["days"]
            )
            row.token = clear
            shown = NewTokenSerializer(row, context={"actor": actor}).data
        return Response(shown, status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    def identified(self, request, data):
        """The actor of the credentials. Raises AuthenticationFailed, ValidationError."""
        found = sign_in(request, **{k: data[k] for k in ("username", "password", "code")})
        if isinstance(found, str):
            raise exceptions.AuthenticationFailed(TITLES[found], code=found)
        if not data["organization"]:
            return worker(found.pk)
        for membership in memberships_of(found):
            same = membership.organization.number == data["organization"]
            if same and data["role"] in ("", membership.role):
                return actor_of(membership)
        message = _("You have no such role in this organization.")
        raise exceptions.ValidationError({"organization": [message]}, code="membership_missing")

    @extend_schema(request=None, responses=TokenSerializer)
    @action(detail=True, methods=["post"], url_name="revoke", url_path="revoke")
    def revoke(self, request, prefix):
        """End one of one's own tokens at once."""
        return self.shown_again(revoke_token(self.own(), actor=self.caller))


resources = {
    "accreditations": AccreditationResource,
    "accreditation-changes": ChangeResource,
    "districts": DistrictResource,
    "tokens": TokenResource,
    "unit-registrations": RegistrationResource,
}
