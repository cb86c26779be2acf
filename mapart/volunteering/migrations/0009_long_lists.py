"""Indexes of the lists of the team; the last note of each conversation is known as such."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def mark_last(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    notes = apps.get_model("volunteering", "Note").objects.using(editor.connection.alias)
    last = notes.filter(volunteer=OuterRef("volunteer")).order_by("-created_at", "-pk").values("pk")[:1]
    notes.filter(pk=Subquery(last)).update(is_last=True)


class Migration(migrations.Migration):

    dependencies = [
        ('spaces', '0001_initial'),
        ('volunteering', '0008_likeness_of_one_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='note',
            name='is_last',
            field=models.BooleanField(default=False, help_text='of its conversation: says who waits for an answer'),
        ),
        migrations.RunPython(mark_last, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='availability',
            index=models.Index(fields=['weekday', 'starts_at', 'ends_at', 'volunteer'], name='availability_of_a_weekday'),
        ),
        migrations.AddIndex(
            model_name='heldskill',
            index=models.Index(fields=['skill', 'volunteer'], name='heldskill_of_a_skill'),
        ),
        migrations.AddIndex(
            model_name='hoursentry',
            index=models.Index(fields=['state', 'worked_on', 'space', 'mission', 'minutes'], name='hoursentry_of_a_year'),
        ),
        migrations.AddIndex(
            model_name="hoursentry",
            index=models.Index(
                condition=models.Q(("corrects__isnull", False)),
                fields=["corrects"],
                name="hoursentry_that_corrects",
            ),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=models.Index(condition=models.Q(('dismissed_at', None)), fields=['created_at'], name='likeness_to_judge'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(condition=models.Q(('is_last', True)), fields=['is_from_team', 'created_at'], name='note_last'),
        ),
        migrations.AddIndex(
            model_name='spokenlanguage',
            index=models.Index(fields=['language', 'volunteer'], name='spokenlanguage_of_a_language'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(condition=models.Q(('is_last', True)), fields=('volunteer',), name='note_one_last_of_a_conversation'),
        ),
    ]
