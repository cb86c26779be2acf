"""No page asks for an agreement: whoever does not want a family of messages refuses it. The table was never written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0006_names_typed_otherwise")]
    operations = [migrations.DeleteModel("Consent")]
