"""Who stands at a step between the welcome and the missions is being welcomed: no plan counts on her yet."""

from django.db import migrations

STEPS = ["charter", "parent", "propose", "answer", "trial", "training"]


def wait(apps, schema_editor):
    steps = apps.get_model("recruitment", "PathStep").objects.filter(ended_at=None, step__in=STEPS)
    volunteers = apps.get_model("volunteering", "Volunteer").objects.filter(
        state="active", accompanied_shifts_left__gt=0
    )
    volunteers.filter(person__in=steps.values("application__person")).update(state="welcomed")


def plan(apps, schema_editor):
    apps.get_model("volunteering", "Volunteer").objects.filter(state="welcomed").update(state="active")


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0011_spaces_in_indexes"),
        ("volunteering", "0013_who_is_being_welcomed"),
    ]
    operations = [migrations.RunPython(wait, plan)]
