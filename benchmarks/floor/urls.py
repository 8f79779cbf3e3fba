"""The two views of the floor."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from benchmarks.floor.models import Audit, District, Enrolment, Message, TrainingClass


@csrf_exempt
@transaction.atomic
def enrol(request, class_id, person_id):
    """The seat under its lock, and three inserts."""
    row = TrainingClass.objects.select_for_update().get(pk=class_id)
    if row.taken >= row.seats:
        return HttpResponse(status=409)
    row.taken += 1
    row.save(update_fields=["taken"])
    made = Enrolment.objects.create(training_class=row, person_id=person_id, name="somebody")
    Audit.objects.create(verb="enrol", object_id=made.pk, after={"state": made.state})
    Message.objects.create(
        person_id=person_id, code="enrolment_confirmed", context={"class": row.number}
    )
    return HttpResponse(status=201)


def classes(request):
    """Twelve classes and the districts to choose from: two queries."""
    rows = TrainingClass.objects.filter(is_public=True).select_related("organization", "district")
    context = {
        "rows": rows.order_by("-starts_on", "pk")[:12],
        "districts": District.objects.order_by("pk"),
    }
    return render(request, "classes.html", context)


urlpatterns = [
    path("enrol/<int:class_id>/<int:person_id>", enrol),
    path("classes", classes),
]
