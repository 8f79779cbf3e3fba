"""The two sites of a benchmark on one database server: the product and the Django floor."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg2

from dalian_training.embedded import Postgres
from dalian_training.embedded.postgres import binaries
from tests.e2e.stack import ROOT, Stack, free_port

FLOOR = ROOT / "benchmarks" / "floor"


class Host:
    """Product and floor, started and laid out; `close` stops both.

    The product runs in demo mode unless `environment` says otherwise.
    """

    def __init__(self, var, *, classes, workers, **environment):
        self.product = Stack(Path(var) / "product", **environment)
        self.postgres = Postgres(self.product.var)
        code = (ROOT / "benchmarks" / "layout.py").read_text()
        self.product.environment |= {"BENCH_CLASSES": str(classes), "BENCH_WORKERS": str(workers)}
        printed = self.product.manage("shell", "-v", "0", "-c", code)
        self.laid_out = json.loads(printed.strip().splitlines()[-1])
        self.floor_port = free_port()
        self.floor = self.start_floor()

    def start_floor(self):
        """The bare site with its own database on the same server."""
        password = self.postgres.password_file.read_text()
        self.superuser = psycopg2.connect(self.postgres.url())
        self.superuser.autocommit = True
        self.superuser.cursor().execute("CREATE DATABASE floor")
        tables = psycopg2.connect(self.postgres.url(name="floor"))
        with tables, tables.cursor() as cursor:
            cursor.execute((FLOOR / "tables.sql").read_text())
        tables.close()
        environment = {
            **os.environ,
            "FLOOR_DATABASE": "floor",
            "FLOOR_HOST": str(self.postgres.sockets),
            "FLOOR_PASSWORD": password,
        }
        words = ["-m", "gunicorn", "benchmarks.floor.site", "--workers", "2", "--no-control-socket"]
        words += ["--bind", f"127.0.0.1:{self.floor_port}", "--log-level", "warning"]
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment)
        time.sleep(3)
        return process

    def floor_parts(self) -> dict[str, tuple]:
        """Process ids whose time counts for the floor: its web server and the database's."""
        web, database = self.floor.pid, self.postgres.pid()
        return {"all": (web, database), "web": (web,), "database": (database,)}

    def product_parts(self) -> dict[str, tuple]:
        """The same for the product, where all the rest is work in the background."""
        everything = self.product.process.pid
        children = Path(f"/proc/{everything}/task/{everything}/children").read_text().split()
        web = [pid for pid in children if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return {
            "all": (everything,),
            "web": tuple(map(int, web)),
            "database": (self.postgres.pid(),),
        }

    def limit(self, *, first, last, seconds=8) -> float:
        """Transactions a second of the same statements by pgbench, 8 clients."""
        words = [binaries() / "pgbench", "-n", "-c", "8", "-j", "2", "-T", str(seconds)]
        words += ["-D", f"first={first}", "-D", f"last={last}"]
        words += ["-f", FLOOR / "enrol.pgbench", "-h", self.postgres.sockets, "-U", "postgres"]
        environment = {**os.environ, "PGPASSWORD": self.postgres.password_file.read_text()}
        done = subprocess.run(
            [*map(str, words), "floor"], env=environment, capture_output=True, text=True, check=True
        )
        return float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])

    def close(self):
        self.floor.terminate()
        self.floor.wait(20)
        self.superuser.close()
        self.product.stop()
