import time, os, resource
from core.tenancy.scope import OWNER, acting_as
from django.db import transaction, connection
from portal.demo import seed as S
from portal.demo.sizes import SIZES

def test_time(db):
    spent = {}
    def pg():
        f=open(f"/proc/{connection.connection.info.backend_pid}/stat").read().split()
        return (int(f[13])+int(f[14]))/100
    def timed(name, f):
        def g(*a, **k):
            t = time.monotonic(); c = time.process_time(); g0=pg()
            r = f(*a, **k)
            spent[name] = (round(time.monotonic() - t, 2), round(time.process_time()-c, 2), round(pg()-g0,2))
            return r
        return g
    for name in ("make_organizations","make_staff","make_teachers_and_venues","make_programmes","slots","make_courses","draw_workers","enrol_all","store_classes","store_workers","store_enrolments","keep_filings","keep_outcomes","make_rule_set","tell_histories","tell_enrolments","sign_earlier_reports"):
        setattr(S, name, timed(name, getattr(S, name)))
    import portal.demo.attendance as A
    real = A.run
    def run(*st):
        for s in st:
            t=time.monotonic(); g0=pg(); real(s); spent[s.strip()[:60].replace(chr(10),' ')]=round(time.monotonic()-t,2), round(pg()-g0,2)
    A.run = run
    import portal.demo.copying as C
    C.run = run
    import portal.demo.workers as W
    W.run = run
    import supervision.services.production as P
    P.compute = timed("compute", P.compute)
    import supervision.computation as SC
    SC.snapshot_code = timed("snapshot", SC.snapshot_code)
    import portal.demo.reports as R
    R.signed = timed("report", R.signed)
    with acting_as(OWNER):
        connection.ensure_connection(); t = time.monotonic(); c=time.process_time(); g0=pg()
        made = S.seed(SIZES[os.environ.get("SZ","small")])
        spent["ALL"] = (round(time.monotonic()-t,2), round(time.process_time()-c,2), round(pg()-g0,2))
        t = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            spent["constraints"]=round(time.monotonic()-t,2)
            for q in ("show jit","show work_mem","select count(*) from trainees_attendancerecord","select count(*) from programs_session","select state,count(*) from programs_trainingclass group by 1","select state,count(*) from trainees_enrolment group by 1", "select count(*) from core_auditentry", "select date_trunc('quarter',starts_on)::date,count(*) from programs_trainingclass group by 1 order by 1", "select quarter,state,(select count(*) from supervision_reportrow x where x.report_id=r.id) from supervision_quarterlyreport r", "select pg_size_pretty(pg_database_size(current_database()))", "select to_char(starts_on,'MM'),count(*) from programs_trainingclass group by 1 order by 1", "select d.code,count(*) from trainees_trainee t join organizations_district d on d.id=t.district_id group by 1 order by 1","select n,count(*) from (select count(*) n from trainees_enrolment group by trainee_id) x group by 1 order by 1","select (replied_at::date>reply_due_on),count(*) from programs_trainingclass where replied_at is not null group by 1"):
                cursor.execute(q); print(q, cursor.fetchall())
    print(made); 
    for k,v in spent.items(): print(f"{k:45}", v)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024, "MB")
