"""Everybody who is on her way stands at a step of it, and has a link of her own."""

from django.db import migrations

from mapart.core.ids import secret

STEPS = {
    "applied": ("call", "team"),
    "invited": ("meeting", "date"),
    "came": ("welcome", "team"),
    "welcomed": ("charter", "newcomer"),
}


def begin(apps, schema_editor):
    application = apps.get_model("recruitment", "Application")
    step = apps.get_model("recruitment", "PathStep")
    volunteer = apps.get_model("volunteering", "Volunteer")
    signed = set(
        volunteer.objects.exclude(charter_signed_on=None).values_list("person_id", flat=True)
    )
    rows = list(application.objects.select_related("booking__session"))
    for row in rows:
        row.secret = secret()
    application.objects.bulk_update(rows, ["secret"], batch_size=500)
    steps = []
    for row in rows:
        if row.stage not in STEPS:
            continue
        name, holder = STEPS[row.stage]
        if name == "charter" and row.person_id in signed:
            name, holder = "propose", "team"
        waits_from = row.booking.session.ends_at if name == "meeting" and row.booking else row.stage_since
        steps.append(
            step(application=row, step=name, holder=holder, since=row.stage_since, waits_from=waits_from)
        )
    step.objects.bulk_create(steps, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0003_welcome_path")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
