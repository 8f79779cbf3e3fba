"""Sending a roster: for one class, for several, or the corrected rows of an earlier file."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.models import Job
from core.pages import FormPage
from programs.models import TrainingClass
from programs.views.classes import class_trail
from trainees.forms.units import RosterForm
from trainees.models import RosterImport
from trainees.services.roster import ask_check, check_roster, is_large


class Upload(FormPage):
    """A file is chosen and checked; what it is for is stated by the page."""

    roles = UNIT_ADMINS
    title = _("Import a roster")
    lead = _("First a dry run: you see every error of every row before anything is stored.")
    submit_label = _("Check the file")
    form_class = RosterForm
    success_message = ""
    training_class = corrects = None

    def trail(self):
        if self.training_class:
            return class_trail(self.training_class)
        return [(_("Roster files"), reverse("workspace:roster-list"))]

    def actions(self):
        name = "roster-template" if self.training_class else "roster-template-classes"
        url = reverse(f"workspace:{name}")
        return [{"label": _("Download the template"), "url": url, "icon": "download"}]

    def save(self, form):
        file = form.cleaned_data["file"]
        if self.training_class is None or is_large(file):
            return ask_check(
                self.training_class, actor=self.actor, upload=file, corrects=self.corrects
            )
        return check_roster(
            self.training_class,
            actor=self.actor,
            data=file.read(),
            file_name=file.name,
            corrects=self.corrects,
        )

    def next_url(self, obj):
        """The page of the job that checks it, or of the result."""
        if isinstance(obj, Job):
            return obj.get_absolute_url()
        return reverse("workspace:roster-detail", args=[obj.pk])


class RosterUpload(Upload):
    """For the one class it was opened from."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = TrainingClass.objects.visible_to(request.actor)
        self.training_class = get_object_or_404(own, number=kwargs["number"])

    def cancel_url(self):
        return reverse("workspace:class-detail", args=[self.training_class.number])


class RosterUploadForClasses(Upload):
    """For the classes the rows name in the column 班期编号."""

    title = _("Import a roster for several classes")
    lead = _(
        "The template has a column for the class number of each row. First a dry run: you see "
        "every error of every row before anything is stored."
    )

    def cancel_url(self):
        return reverse("workspace:roster-list")


class RosterCorrection(Upload):
    """The error workbook of an earlier file, corrected: only its rows are imported."""

    title = _("Send the corrected rows")
    lead = _(
        "Choose the workbook of the rows with errors after you corrected it. Only its rows are "
        "imported; the rows that were good are not touched."
    )

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = RosterImport.objects.visible_to(request.actor).without_rows()
        self.corrects = get_object_or_404(own.select_related("training_class"), pk=kwargs["pk"])
        self.training_class = self.corrects.training_class

    def cancel_url(self):
        return reverse("workspace:roster-detail", args=[self.corrects.pk])
