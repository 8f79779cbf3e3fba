"""Every column the directories publish, changed by raw SQL: table, and what is set."""

UNIT, PAPER = "organizations_organization", "organizations_accreditation"
LINE, PROGRAMME = "programs_accreditationscope", "programs_programme"
OCCUPATION, DISTRICT = "programs_occupation", "organizations_district"
SECOND = "(SELECT id FROM organizations_district WHERE code = 'DL-02')"
CLASS = "programs_trainingclass"
DRAFT = "(SELECT id FROM programs_programme WHERE number = 'P102')"
OTHER = "(SELECT max(id) FROM programs_occupation)"
PUBLISHED = [
    (UNIT, "name = '新'"), (UNIT, "short_name = '新'"), (UNIT, "address = '新'"),
    (UNIT, "kind = 'agency' WHERE kind = 'institution'"), (UNIT, "standing = 'suspended'"),
    (UNIT, "uscc = 'X' WHERE name = '公甲学校'"), (UNIT, "number = 'X' WHERE name = '公甲学校'"),
    (UNIT, "accredited_until = '2030-01-01'"), (UNIT, f"district_id = {SECOND}"),
    (PAPER, "licence_number = '新'"), (PAPER, "licence_issuer = '新'"),
    (PAPER, "licence_valid_until = '2030-01-01'"), (PAPER, "valid_from = '2021-01-01'"),
    (PAPER, "state = 'withdrawn'"),
    (LINE, "level = '4'"), (LINE, "training_type = 'enterprise'"),
    (LINE, "valid_to = '2030-01-01'"),
    (LINE, "valid_from = '2021-01-01'"), (LINE, f"occupation_id = {OTHER}"),
    (PROGRAMME, "name = '新'"), (PROGRAMME, "lessons = 99"), (PROGRAMME, "level = '4'"),
    (PROGRAMME, "practice_lessons = 1"), (PROGRAMME, "online_lessons = 1"),
    (PROGRAMME, "state = 'suspended' WHERE state = 'listed'"),
    (PROGRAMME, "fee = 9, payer = 'enterprise'"), (PROGRAMME, f"occupation_id = {OTHER}"),
    (OCCUPATION, "zh = zh || '新'"), (OCCUPATION, "en = en || 'x'"),
    (OCCUPATION, "shortage_grade = 'severe', shortage_from = '2026-01-01'"),
    (PROGRAMME, f"replaces_id = {DRAFT} WHERE number = 'P101'"),
    (CLASS, "name = '新' WHERE state = 'open'"), (CLASS, "seats = 99 WHERE state = 'open'"),
    (CLASS, "starts_on = '2030-01-01', ends_on = '2030-01-01' WHERE state = 'open'"),
    (CLASS, "state = 'running' WHERE state = 'open'"),
    (CLASS, "number = 'X' WHERE number = 'C101'"),
    (OCCUPATION, "code_status = 'to_verify'"), (DISTRICT, "zh = zh || '新'"),
    (DISTRICT, "en = en || 'x'"),
]  # fmt: skip
