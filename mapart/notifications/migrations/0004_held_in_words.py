"""The words of a message that is held say no gender."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_long_lists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('waiting', 'en attente'), ('sent', 'envoyé'), ('failed', 'non remis'), ('cancelled', 'annulé'), ('expired', 'arrivé trop tard'), ('unwanted', "la personne n'en veut pas"), ('held', 'gardé : assez de messages déjà reçus cette semaine')], default='waiting', max_length=10),
        ),
    ]
