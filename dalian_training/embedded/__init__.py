"""Private PostgreSQL and Valkey for one host: a data folder and sockets, no network."""

from dalian_training.embedded.postgres import Postgres
from dalian_training.embedded.valkey import Valkey

__all__ = ["Postgres", "Valkey"]
