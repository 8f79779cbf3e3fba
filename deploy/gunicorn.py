"""The web server in production: `gunicorn dalian_training.wsgi --config deploy/gunicorn.py`."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "4"))
preload_app = True  # the code once in memory, shared by the workers
control_socket_disable = True
timeout = 120
graceful_timeout = 30
max_requests = 5000  # a worker is made anew now and then, at different moments
max_requests_jitter = 500
loglevel = "warning"
