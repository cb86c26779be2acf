"""The nine missions are there from the first migration on, and staff may change them."""

import pytest
from django.apps import apps
from django.db import connection, models

from mapart.volunteering import actions, catalogue
from mapart.volunteering.enums import Skill
from mapart.volunteering.models import Mission
from mapart.volunteering.queries import open_missions

pytestmark = pytest.mark.django_db


def test_a_fresh_database_holds_the_nine_missions_in_order() -> None:
    assert [mission.slug for mission in open_missions()] == [entry.slug for entry in catalogue.ENTRIES]
    assert len(catalogue.ENTRIES) == 9


def test_loading_again_adds_nothing_and_keeps_what_staff_wrote() -> None:
    mission = Mission.objects.get(slug="accueil-et-vente")
    mission.summary = "Notre texte"
    mission.save()
    assert len(actions.load_catalogue(by=None)) == 9
    mission.refresh_from_db()
    assert mission.summary == "Notre texte"
    assert Mission.objects.count() == 9


def test_a_missing_mission_comes_back() -> None:
    Mission.objects.filter(slug="relations-medias").delete()
    actions.load_catalogue(by=None)
    assert Mission.objects.get(slug="relations-medias").is_remote


def test_skills_are_asked_only_where_truly_needed() -> None:
    needed = {entry.slug: entry.mandatory_skill for entry in catalogue.ENTRIES if entry.mandatory_skill}
    assert needed == {
        "maintenance-du-parc-informatique": Skill.REPAIR,
        "formation-des-animateurs": Skill.TEACHING,
        "production-de-contenus": Skill.WRITING,
        "relations-medias": Skill.WRITING,
    }


def test_every_text_fits_its_column() -> None:
    for mission in open_missions():
        mission.full_clean()
        assert all(line.endswith(".") for line in [*mission.tasks.split("\n"), *mission.learning.split("\n")])


def test_loading_works_on_a_table_that_lacks_newer_columns() -> None:
    """An old migration sees the table as it was; texts of columns added later are left out."""

    class OldMission(models.Model):
        slug = models.SlugField(primary_key=True)
        title = models.CharField(max_length=120)
        position = models.PositiveSmallIntegerField()

        class Meta:
            app_label = "volunteering"
            db_table = "old_mission"

    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE old_mission (slug varchar(50) PRIMARY KEY, title varchar(120), position smallint)"
            )
        assert catalogue.load_into(OldMission) == 9
        assert catalogue.load_into(OldMission) == 0
    finally:
        apps.all_models["volunteering"].pop("oldmission")
        apps.clear_cache()
