"""A campaign of chance comes out as plain arithmetic says. In full size: ``python -m benchmarks.campaign``."""

import pytest

from mapart.recruitment.models import Invitation
from tests.recruitment.campaign_simulation import Simulation


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_differs_from_the_arithmetic(seed: int) -> None:
    simulation = Simulation(sponsors=60, guests=70, seed=seed)
    simulation.run()
    assert simulation.faults() == []
    assert len(simulation.kinds) == 13
    assert 0 < Invitation.objects.filter(came_at__isnull=False).count() < Invitation.objects.count()


@pytest.mark.django_db
def test_the_arithmetic_would_see_a_fault() -> None:
    simulation = Simulation(sponsors=5, guests=12)
    simulation.run()
    stolen = Invitation.objects.select_related("sponsor").first()
    assert stolen is not None
    other = next(one for one in simulation.sponsors if one.pk != stolen.sponsor_id)
    Invitation.objects.filter(pk=stolen.pk).update(sponsor=other)
    assert simulation.faults()
