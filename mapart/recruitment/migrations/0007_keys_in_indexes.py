"""The indexes of applicants hold their keys too: a page is found in the index alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0001_initial'),
        ('recruitment', '0006_long_lists'),
        ('spaces', '0001_initial'),
        ('volunteering', '0009_long_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='application',
            name='application_of_a_space',
        ),
        migrations.RemoveIndex(
            model_name='application',
            name='application_of_a_stage',
        ),
        migrations.RemoveIndex(
            model_name='pathstep',
            name='pathstep_open_by_step',
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['space', 'stage', 'stage_since', 'id'], name='application_in_a_space'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['stage', 'stage_since', 'id'], name='application_at_a_stage'),
        ),
        migrations.AddIndex(
            model_name='pathstep',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['step', 'waits_from', 'id', 'holder'], name='pathstep_open_at_a_step'),
        ),
    ]
