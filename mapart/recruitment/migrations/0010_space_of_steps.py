"""A step knows the space of its application."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    application = apps.get_model("recruitment", "Application")
    spaces = application.objects.filter(pk=models.OuterRef("application")).order_by()
    apps.get_model("recruitment", "PathStep").objects.update(
        space=models.Subquery(spaces.values("space")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0009_who_came_in_order"), ("spaces", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="pathstep",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="spaces.space",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
