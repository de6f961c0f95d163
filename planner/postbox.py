"""Messages to the broker, sent by a thread of their own: no request ever waits for a broker that is slow or gone.

A message only wakes a worker, the rows are the truth (planner.jobs.ledger). So a message may be lost at any time: what
cannot be sent is dropped and said once, and the sweep finds the work when the broker is back.
"""

from __future__ import annotations

import logging
import os
import threading
from queue import Empty, Full, Queue
from typing import Any

from celery import Task

logger = logging.getLogger(__name__)

MOST_WAITING = 1000  # messages; more than that are dropped while a broker keeps the thread waiting

Message = tuple[Task[..., None], tuple[Any, ...]]


class Postbox:
    """One thread and its messages. The thread starts with the first message, so that a fork before it costs nothing."""

    def __init__(self) -> None:
        self.messages: Queue[Message] = Queue(MOST_WAITING)
        self.lock = threading.Lock()
        self.started = False

    def put(self, task: Task[..., None], *arguments: Any) -> None:
        """Returns at once, whatever becomes of the message."""
        try:
            self.messages.put_nowait((task, arguments))
        except Full:
            return
        with self.lock:
            if not self.started:
                self.started = True
                threading.Thread(target=self.deliver, name="postbox", daemon=True).start()

    def deliver(self) -> None:
        while True:
            task, arguments = self.messages.get()
            try:
                task.apply_async(args=arguments, retry=False, ignore_result=True)
            except Exception as error:  # noqa: BLE001 - any transport may raise its own errors
                logger.warning("The queue cannot be reached, work waits in its row: %s", error)
                self.empty()

    def empty(self) -> None:
        """Those behind a message that failed would only fail one by one."""
        try:
            while True:
                self.messages.get_nowait()
        except Empty:
            return


_box = Postbox()


def _anew() -> None:
    """A forked process has no thread, and may have inherited a lock that nobody will open."""
    global _box  # noqa: PLW0603 - one for each process
    _box = Postbox()


os.register_at_fork(after_in_child=_anew)


def send(task: Task[..., None], *arguments: Any) -> None:
    _box.put(task, *arguments)
