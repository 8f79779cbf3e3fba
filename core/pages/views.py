"""Generic pages: a screen is a declaration of a few lines."""

import inspect
from functools import cache

from django.contrib import messages
from django.db.models import QuerySet
from django.forms.models import BaseModelForm
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core import headers
from core.pages import registry
from core.pages.context import own_face, reading_face
from core.pages.history import history
from core.pages.refusing import add_refusal
from core.pages.returned import why_returned
from core.refusals import Refused
from core.workflow import available_moves

BASES = {
    "portal": "portal/base.html",
    "workspace": "workspace/base.html",
    "account": "me/base.html",
    "bureau": "admin/page.html",
}
FACE_OF = {"own": own_face, "reading": reading_face}
PAGE_SIZE = 25
FAR, DEEPEST = 500, 100_000  # rows
LONGEST_NUMBER = 9  # digits of a page
MOVE_TONES = {"primary": "primary", "danger": "bad", "warning": "plain"}


class Page(TemplateView):
    """What every page states: its face, who may open it, its title.

    Two faces follow the actor: `own`, where one works, and `reading` (see `core.pages.context`).
    """

    face = "workspace"
    roles: frozenset | set | None = None
    title = ""
    lead = ""
    at_counter = False  # opens while an officer acts in a worker's place

    def dispatch(self, request, *args, **kwargs):
        """Anybody else learns nothing, not even that the page exists."""
        if self.roles is not None and request.actor.role not in self.roles:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self):
        return self.request.actor

    @property
    def worn(self) -> str:
        """The face this page is shown in."""
        choose = FACE_OF.get(self.face)
        return choose(self.actor) if choose else self.face

    def actions(self):
        """Buttons of the header: dicts of label, url, icon, tone."""
        return []

    def trail(self):
        """(label, url) of the pages above this one, from the list down; none for a first page."""
        return []

    def crumb(self):
        """What the breadcrumb calls this page."""
        return self.title

    def breadcrumbs(self):
        """Dicts of label and url; the last one is this page."""
        above = [{"label": label, "url": url} for label, url in self.trail()]
        return [*above, {"label": self.crumb(), "url": ""}] if above else []

    def frame(self) -> dict:
        """What the frame of the face needs beside the house: the admin has its own."""
        if self.worn != "bureau":
            return {}
        from core.admin_site import site

        return site.each_context(self.request)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if self.worn == "bureau":
            response.headers["Content-Security-Policy"] = headers.ADMIN
        return response

    def get_context_data(self, **kwargs):
        return self.frame() | super().get_context_data(
            base=BASES[self.worn],
            title=self.title,
            intro=self.lead,
            actions=self.actions(),
            breadcrumbs=self.breadcrumbs(),
            **kwargs,
        )


class HomePage(Page):
    """The first page of a face: the sections of all apps."""

    template_name = "pages/home.html"

    def get_context_data(self, **kwargs):
        """Whoever has no section yet is told so, and led to the messages."""
        empty = {
            "title": _("Nothing to do"),
            "text": _("What you are asked to do will stand here, and you get a message about it."),
            "url": reverse(f"{self.face}:notifications"),
            "label": _("Open the messages"),
        }
        sections = registry.sections(self.face, self.request)
        return super().get_context_data(sections=sections, empty=empty, **kwargs)


class ListPage(Page):
    """Rows of one model the actor may see, searched, filtered and in pages."""

    template_name = "pages/list.html"
    model = None
    columns: tuple = ()
    filterset_class = None
    empty: dict = {}
    nothing_fits = {
        "title": _("Nothing fits"),
        "text": _("Change or clear the filters and search again."),
    }
    page_size = PAGE_SIZE
    export = ""
    imports = ""

    def get_queryset(self):
        return self.model.objects.visible_to(self.actor)

    def export_given(self) -> dict:
        """What narrows the export beside the filters of the page."""
        return {}

    def export_action(self) -> list[dict]:
        """The button that exports the list with its filters, for who may."""
        from core.exports import export_of

        if not self.export or self.actor.role not in export_of(self.export).roles:
            return []
        query = self.request.GET.copy()
        query.pop("page", None)
        query.update(self.export_given())
        url = reverse("export", args=[self.export], query=query)
        return [{"label": _("Export"), "url": url, "icon": "file-export"}]

    def import_action(self) -> list[dict]:
        """The button that takes a file with rows of the list, for who may."""
        from core.imports import import_of

        if not self.imports or self.actor.role not in import_of(self.imports).roles:
            return []
        url = reverse("import", args=[self.imports])
        return [{"label": _("Import"), "url": url, "icon": "upload"}]

    def found(self, filterset):
        """What the filters leave; a page may show something made of it."""
        return filterset.qs

    def row_url(self, obj):
        """Where the first cell leads; empty for no link."""
        return obj.get_absolute_url()

    def rows(self, objects):
        return [
            {"url": self.row_url(obj), "cells": [column.cell(obj) for column in self.columns]}
            for obj in objects
        ]

    def get_context_data(self, **kwargs):
        queryset, filterset = self.get_queryset(), None
        if self.filterset_class:
            filterset = self.filterset_class(
                self.request.GET, queryset=queryset, request=self.request
            )
            queryset = self.found(filterset)
        objects, page = paginate(self.request, queryset, self.page_size)
        context = super().get_context_data(
            columns=self.columns,
            rows=self.rows(objects),
            objects=objects,
            page=page,
            filter=filterset,
            empty=self.nothing_fits if is_narrowed(filterset) else self.empty,
            **kwargs,
        )
        files = [*self.import_action(), *self.export_action()]
        return context | {"actions": [*context["actions"], *files]}


def is_narrowed(filterset) -> bool:
    """Whether a filter is set, so that an empty list does not mean that there is nothing."""
    return filterset is not None and any(filterset.data.get(name) for name in filterset.filters)


def paginate(request, queryset, size):
    """One page without counting everything: one row more is read to know of a next page.

    Nobody leafs through more than `DEEPEST` rows: filters, the export and the API lead there.
    """
    number, last = page_number(request), DEEPEST // size
    number = min(number, last)
    objects = rows_from(queryset, (number - 1) * size, size + 1)
    goes_on = len(objects) > size and number < last
    links = {
        "previous_url": page_url(request, number - 1) if number > 1 else "",
        "next_url": page_url(request, number + 1) if goes_on else "",
        "label": _("Page %(number)d") % {"number": number},
    }
    return objects[:size], links


def page_number(request) -> int:
    """The page the address asks for; the first one where it asks for nonsense."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 1


def rows_from(queryset, start, count) -> list:
    """A piece of a list; far down, the rows before it are passed over by their keys alone."""
    if start < FAR or not isinstance(queryset, QuerySet):
        return list(queryset[start : start + count])
    keys = queryset.values("pk")[start : start + count]
    return list(queryset.filter(pk__in=keys))


def page_url(request, number) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


class DetailPage(Page):
    """One record: facts, moves, sections of other apps, history."""

    template_name = "pages/detail.html"
    model = None
    slug_field = "number"
    place = ""

    def get_queryset(self):
        return self.model.objects.visible_to(self.actor)

    def get_object(self):
        try:
            return self.get_queryset().get(**{self.slug_field: self.kwargs[self.slug_field]})
        except self.model.DoesNotExist:
            raise Http404 from None

    def heading(self, obj):
        return str(obj)

    def crumb(self):
        return self.heading(self.object)

    def facts(self, obj):
        return []

    def sections(self, obj):
        return []

    def object_actions(self, obj):
        """Links beside the moves, such as edit."""
        return []

    def get_context_data(self, **kwargs):
        obj = self.object = self.get_object()
        own = [registry.rendered(self.request, part) for part in self.sections(obj)]
        others = registry.sections(self.place, self.request, obj) if self.place else []
        context = super().get_context_data(**kwargs)
        if self.worn == "bureau":  # the admin's frame else names the way by the bare app label
            context["opts"] = obj._meta
        return context | {
            "object": obj,
            "title": self.heading(obj),
            "facts": self.facts(obj),
            "actions": [*self.object_actions(obj), *move_links(obj, self.request)],
            "sections": [*own, *others],
            "history": history(obj, self.actor),
            "returned": why_returned(obj, self.actor),
        }


def move_links(obj, request) -> list[dict]:
    """A button for every move the actor may make now."""
    if not hasattr(obj, "MOVES"):
        return []
    return [
        {
            "label": move.label,
            "url": move_url(obj, name, request.path),
            "tone": MOVE_TONES[move.tone],
        }
        for name, move in available_moves(obj, request.actor).items()
    ]


def move_url(obj, name, back="") -> str:
    """The page that confirms a move; `back` is where it returns to."""
    page = obj.MOVES[name].page
    if page:
        return reverse(page, args=[obj.pk])
    url = reverse("move", args=[obj._meta.label_lower, obj.pk, name])
    return f"{url}?next={back}" if back else url


class FormPage(Page):
    """A form that calls one service; a refusal is shown on the form, nothing is lost.

    `object` is the record it changes, set in `setup`; a model form then shows its values.
    """

    template_name = "pages/form.html"
    form_class = None
    object = None
    submit_label = _("Save")
    cancel_label = _("Cancel")
    success_url = ""
    success_message = _("Saved.")
    tone = "primary"

    def get_form(self):
        kwargs = {"initial": self.initial()}
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        if takes_actor(self.form_class):
            kwargs["actor"] = self.actor
        if issubclass(self.form_class, BaseModelForm) and isinstance(
            self.object, self.form_class._meta.model
        ):
            kwargs["instance"] = self.object
        return self.form_class(**kwargs)

    def initial(self):
        return {}

    def save(self, form):
        """Call the service; return the record whose page comes next, or None."""
        raise TypeError("a form page states how it saves")

    def cancel_url(self):
        return ""

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.render(form, 422)
        try:
            obj = self.save(form)
        except Refused as refused:
            add_refusal(form, refused)
            return self.render(form, 409)
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(self.next_url(obj))

    def next_url(self, obj):
        return str(self.success_url) or obj.get_absolute_url()

    def render(self, form, status):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            submit_label=self.submit_label,
            cancel_url=self.cancel_url(),
            cancel_label=self.cancel_label,
            tone=self.tone,
            returned=why_returned(self.object, self.actor),
            **kwargs,
        )


@cache
def takes_actor(form_class) -> bool:
    """Whether a form asks who acts."""
    return "actor" in inspect.signature(form_class.__init__).parameters
