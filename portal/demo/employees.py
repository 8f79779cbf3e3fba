"""Employees of the demo's enterprise: whoever is in its classes has worked there for two years."""

from portal.demo.copying import run

EMPLOY = """
INSERT INTO trainees_employment (organization_id, district_id, trainee_id, trainee_user_id, name,
    masked_identity, department, since, recorded_at, state)
SELECT DISTINCT ON (e.organization_id, e.trainee_id) e.organization_id, e.district_id,
    e.trainee_id, e.trainee_user_id, e.name, e.masked_identity,
    CASE e.trainee_id % 3 WHEN 0 THEN '装配车间' WHEN 1 THEN '焊接车间' ELSE '质检部' END,
    c.starts_on - 730, c.filed_at, 'recorded'
FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id AND p.setting = 'in_house'
ORDER BY e.organization_id, e.trainee_id, c.starts_on
"""


def make_employees() -> None:
    """In one statement: the people are those whom the rosters of the classes have named."""
    run(EMPLOY)
