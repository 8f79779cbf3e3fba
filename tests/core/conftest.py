"""Committed data, real servers of messages, and planted canaries."""

import io
import logging
import logging.config

import pytest


@pytest.fixture
def logged(settings):
    """What is logged as JSON and, with everything libraries say, as plain lines."""
    from dalian_training import logs

    stream = io.StringIO()
    wanted = logs.configuration("json")
    wanted["handlers"]["console"]["stream"] = stream
    wanted["handlers"]["plain"] = {
        "class": "logging.StreamHandler", "formatter": "plain", "stream": stream,
    }  # fmt: skip
    wanted["root"] = {"handlers": ["console", "plain"], "level": "INFO"}
    logging.config.dictConfig(wanted)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def planted(client, transactional_db, logged):
    """People with known numbers have come in through the product's doors; the sides."""
    from tests.core.planting import plant

    return plant(client)


@pytest.fixture
def mail_server(settings):
    from tests.core.outbox.mail_server import MailServer

    server = MailServer()
    settings.HAS_MAIL_SERVER = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.close()


@pytest.fixture
def gateway(settings):
    from tests.core.outbox.gateway import Gateway

    gateway = Gateway()
    settings.SMS_GATEWAY = gateway.settings()
    yield gateway
    gateway.close()
