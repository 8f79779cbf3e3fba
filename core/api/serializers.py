"""What goes out is read-only; what comes in is a body of its own that knows all its fields."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

LARGEST_SMALL = 32767  # what a small integer column holds


class Shown(serializers.ModelSerializer):
    """A record as it is shown: nothing in it can be assigned.

    `SHOWN_TO` names the roles that see a field; for all others it is null. So the fields of a
    resource are the same for everybody, and only their values differ.
    """

    SHOWN_TO: dict = {}

    def get_fields(self):
        fields = super().get_fields()
        for name, field in fields.items():
            field.read_only = True
            field.allow_null = field.allow_null or name in self.SHOWN_TO
            if isinstance(field, serializers.ChoiceField):
                field.allow_blank = self.may_be_blank(name)
        return fields

    def may_be_blank(self, name) -> bool:
        """Whether the column of a code can be empty; the schema then says so."""
        columns = {column.name: column for column in self.Meta.model._meta.concrete_fields}
        return name in columns and columns[name].blank

    def get_extra_kwargs(self):
        return {name: {"read_only": True} for name in self.Meta.fields}

    def to_representation(self, instance):
        data = super().to_representation(instance)
        hidden = [name for name, roles in self.SHOWN_TO.items() if self.role not in roles]
        return data | dict.fromkeys(hidden)

    @property
    def role(self):
        return self.context["actor"].role


def numbered(slug="number", **kwargs) -> serializers.SlugRelatedField:
    """A record of another resource as it is shown: by its number."""
    return serializers.SlugRelatedField(slug_field=slug, read_only=True, **kwargs)


class Body(serializers.Serializer):
    """What a request brings. A field nobody knows is refused, so that no mistake goes unseen.

    It is told together with what is wrong in the fields that are known.
    """

    default_error_messages = {"unknown": _("There is no such field, or it cannot be set.")}

    def to_internal_value(self, data):
        unknown = self.unknown(data)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **unknown}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return value

    def unknown(self, data) -> dict:
        """The errors of the fields that are none of ours; what is no object has no fields."""
        names = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        error = ErrorDetail(self.error_messages["unknown"], "unknown")
        return {str(name): [error] for name in names}


class Own(serializers.SlugRelatedField):
    """A record named by its number or key, among those the actor may see: a scoped drop-down.

    `narrowed` takes the queryset and gives the ones that may be chosen.
    """

    def __init__(self, model, slug_field="number", narrowed=None, **kwargs):
        self.model, self.narrowed = model, narrowed or (lambda rows: rows)
        super().__init__(slug_field=slug_field, queryset=model.objects.none(), **kwargs)

    def get_queryset(self):
        actor = self.context.get("actor")
        return self.narrowed(self.model.objects.visible_to(actor)) if actor else self.queryset

    def to_internal_value(self, data):
        if not isinstance(data, str | int) or isinstance(data, bool) or "\x00" in str(data):
            self.fail("invalid")
        return super().to_internal_value(data)


def words_of(form) -> dict:
    """What a page's form says against its fields, in the shape of a serializer's errors."""
    told = {name: [str(word) for word in words] for name, words in form.errors.items()}
    whole = told.pop("__all__", None)
    return {**told, "non_field_errors": whole} if whole else told


class Condition(serializers.Serializer):
    """One condition as it was found; `remedy` says what would change it."""

    code = serializers.CharField()
    result = serializers.ChoiceField(["met", "not_met", "not_checked"])
    title = serializers.CharField()
    detail = serializers.CharField()
    clause = serializers.CharField()
    clause_url = serializers.CharField()
    remedy = serializers.CharField()


def told(check) -> dict:
    """A condition as programs read it."""
    result = "met" if check.passed else "not_checked" if check.is_open else "not_met"
    names = ("code", "title", "detail", "clause", "clause_url", "remedy")
    return {"result": result, **{name: getattr(check, name) for name in names}}


class Action(serializers.Serializer):
    """One move the caller may make now."""

    name = serializers.CharField()
    label = serializers.CharField()
    explains = serializers.CharField()
    url = serializers.CharField()
    needs = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
