"""Work of this room done by the worker: files that were sent, and upkeep woken by ``settings.PERIODIC_TASKS``."""

from django_tasks import task

from mapart.core.jobs.progress import report
from mapart.volunteering import actions
from mapart.volunteering.models import ImportBatch, Letter


@task(queue_name="long")
def run_import(batch_id: str) -> None:
    """Take the good lines of a file; called again after a crash, it goes on where it was."""
    batch = ImportBatch.objects.select_related("asked_by").filter(pk=batch_id).first()
    if batch is not None:
        actions.run_import(batch=batch, report=report)


@task(queue_name="messages")
def deliver_letter(letter_id: str) -> None:
    """Post the copies of a letter; called again after a crash, each leaves once."""
    letter = Letter.objects.select_related("space", "author").filter(pk=letter_id).first()
    if letter is not None:
        actions.deliver_letter(letter=letter)


@task
def forget_imports() -> None:
    """Every hour: empty the files that nobody took."""
    actions.forget_imports(by=None)


@task
def forget_old_words() -> None:
    """Once a day: letters and conversations end after two years."""
    actions.forget_old_words(by=None)


@task
def forget_not_now() -> None:
    """Once a day: a « pas maintenant » that is over."""
    actions.forget_not_now(by=None)


@task
def count_hours() -> None:
    """Once a day: the hours of each year, for the accounts."""
    actions.count_hours(by=None)


@task
def thank_anniversaries() -> None:
    """Once a day: thanks for one more year."""
    actions.thank_anniversaries(by=None)


@task
def find_likenesses() -> None:
    """Once a day and after each file: pairs of volunteers who may be one person."""
    actions.find_likenesses(by=None)
