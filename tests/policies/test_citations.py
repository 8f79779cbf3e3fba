"""Every condition of every process says under which clause it stands."""

import pytest

from policies.models import Clause
from programs.checks.changing import CHANGE
from programs.checks.filing import FILING
from programs.checks.listing import LISTING
from trainees.checks import ENROLMENT

CONDITIONS = [
    pytest.param(condition, id=f"{process.name} {condition.name}")
    for process in (LISTING, FILING, CHANGE, ENROLMENT)
    for condition in process.conditions
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_cites_a_rule_row_or_a_clause_of_the_library(condition, owner):
    assert condition.rule or Clause.objects.filter(label=condition.clause).exists()
