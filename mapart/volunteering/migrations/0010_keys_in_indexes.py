"""The index of the volunteers of a space holds their keys too: they are asked in the index alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spaces', '0001_initial'),
        ('volunteering', '0009_long_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='volunteer',
            name='volunteer_of_a_space',
        ),
        migrations.AddIndex(
            model_name='volunteer',
            index=models.Index(fields=['home_space', 'state', 'id'], name='volunteer_in_a_space'),
        ),
    ]
