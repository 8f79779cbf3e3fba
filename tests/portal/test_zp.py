import cProfile, pstats, os
from core.tenancy.scope import OWNER, acting_as
from portal.demo import seed as S
from portal.demo.sizes import SIZES
def test_prof(db):
    with acting_as(OWNER):
        p = cProfile.Profile(); p.enable()
        S.seed(SIZES[os.environ.get("SZ","small")])
        p.disable()
    pstats.Stats(p).sort_stats("tottime").print_stats(45)
