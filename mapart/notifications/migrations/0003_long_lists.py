"""Indexes of the lists of the team, however long these are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_refusals_of_messages'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['space', 'state', '-created_at'], name='message_of_a_space_and_state'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['state', '-created_at'], name='message_of_a_state'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('channel', 'paper'), ('state', 'waiting')), fields=['space', 'created_at'], name='message_to_post'),
        ),
    ]
