"""On SQLite, a writer that waits passes before one that has just written and comes again."""

import threading
import time

import pytest
from django.db import connection, transaction


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL queues its writers itself")
@pytest.mark.django_db(transaction=True)
def test_who_waits_passes_before_who_comes_again() -> None:
    order: list[str] = []
    about_to_wait = threading.Event()

    def wait_and_write() -> None:
        about_to_wait.set()
        with transaction.atomic():
            order.append("who waited")
        connection.close()

    waiter = threading.Thread(target=wait_and_write)
    with transaction.atomic():
        waiter.start()
        about_to_wait.wait()
        time.sleep(0.5)  # long enough to stand in the queue
    with transaction.atomic():
        order.append("who comes again")
    waiter.join()
    assert order == ["who waited", "who comes again"]
