"""Wiring only. The Celery app is exported here so that ``delay_on_commit`` exists on every shared task."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
