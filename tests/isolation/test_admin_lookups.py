"""What no page of the admin shows is not found out by asking its address for it."""

import pytest
from django.urls import reverse

from core.admin_site import site


@pytest.fixture(autouse=True)
def _registered():
    """The admin is known once an address is asked for."""
    reverse("admin:index")


def test_no_list_is_narrowed_by_a_hidden_column(rf, record_counts):
    asked, request = 0, rf.get("/admin/")
    for model_admin in site._registry.values():
        for name in model_admin.hidden - set(model_admin.list_filter):
            for lookup in (name, f"{name}__exact", f"{name}__startswith"):
                assert not model_admin.lookup_allowed(lookup, "1", request), lookup
                asked += 1
    record_counts(f"hidden columns of the admin: {asked} ways to ask refused")


def test_what_is_hidden_is_known(rf):
    hidden = {model._meta.model_name: found.hidden for model, found in site._registry.items()}
    assert {"goes_first", "key_group", "phone", "name"} <= hidden["enrolment"]
    assert {"number", "number_hash", "holder_name"} <= hidden["bankaccount"]
    assert {"guardian_name", "guardian_phone", "token_hash"} <= hidden["guardianship"]
