"""Indexes of the lists of the team, however long these are."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0001_initial'),
        ('recruitment', '0005_application_secret_is_unique'),
        ('spaces', '0001_initial'),
        ('volunteering', '0007_welcome_and_matching'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='application',
            name='application_of_a_space',
        ),
        migrations.RemoveIndex(
            model_name='pathstep',
            name='pathstep_ended',
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['space', 'stage', 'stage_since'], name='application_of_a_space'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['stage', 'stage_since'], name='application_of_a_stage'),
        ),
        migrations.AddIndex(
            model_name='pathstep',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['step', 'holder', 'waits_from'], name='pathstep_open_by_step'),
        ),
        migrations.AddIndex(
            model_name='pathstep',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['-ended_at'], name='pathstep_ended'),
        ),
    ]
