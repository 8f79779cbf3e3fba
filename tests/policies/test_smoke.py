import pytest
from core.tenancy.scope import ANON, OWNER, acting_as
from django.db import connection
def test_smoke(db):
    with acting_as(OWNER):
        assert DatedValue.objects.filter(cited_clause=None).count()==0
        assert TimeLimit.objects.filter(cited_clause=None).count()==0
    from datetime import date
    with acting_as(ANON):
        print(value_on("min_age", date(2026,1,1)).clause_url, limit_on("tl_filing_lead", date(2026,1,1)))
