import os
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Line(Connection):
    """The way to the broker. Lost, it is tried every two seconds for ever, not ever more rarely until somebody gives up."""

    def ensure_connection(self, errback: Any = None, max_retries: int | None = None, **more: Any) -> Any:
        return super().ensure_connection(errback, None, **{**more, "interval_max": 2})


class Broker(AMQP):
    Connection = Line


app = Celery("signet", amqp=Broker)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["planner"])
