"""Twelve invented spaces in the seven real cities of such an association.

Sizes follow the public figures: 25 to 80 volunteers a space, one of 150 (Bordeaux), and opening 25 to 35 hours a week.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoSpace:
    """One space of the demonstration and how many volunteers it has."""

    slug: str
    name: str
    city: str
    address: str
    postal_code: str
    insee_code: str
    latitude: float
    longitude: float
    volunteers: int
    access: str
    is_step_free: bool = True


HOURS = "Tu-Fr 09:30-12:30,14:00-17:00; Sa 09:30-12:30; PH off"

SPACES = (
    DemoSpace(
        "bordeaux-saint-michel",
        "Espace Saint-Michel",
        "Bordeaux",
        "12 rue de la Démonstration",
        "33000",
        "33063",
        44.8330,
        -0.5660,
        150,
        "Tram C ou D, arrêt Saint-Michel.",
    ),
    DemoSpace(
        "grenoble-chorier",
        "Espace Chorier",
        "Grenoble",
        "8 place de la Démonstration",
        "38000",
        "38185",
        45.1850,
        5.7120,
        70,
        "Tram A, arrêt Saint-Bruno.",
    ),
    DemoSpace(
        "lille-fives",
        "Espace Fives",
        "Lille",
        "25 rue de la Démonstration",
        "59800",
        "59350",
        50.6330,
        3.0890,
        95,
        "Métro 1, station Fives.",
    ),
    DemoSpace(
        "lille-wazemmes",
        "Espace Wazemmes",
        "Lille",
        "4 place de la Démonstration",
        "59000",
        "59350",
        50.6260,
        3.0500,
        60,
        "Métro 1, station Gambetta.",
    ),
    DemoSpace(
        "lyon-guillotiere",
        "Espace Guillotière",
        "Lyon",
        "31 cours de la Démonstration",
        "69007",
        "69387",
        45.7550,
        4.8420,
        110,
        "Métro D, station Guillotière.",
    ),
    DemoSpace(
        "lyon-vaise",
        "Espace Vaise",
        "Lyon",
        "6 rue de la Démonstration",
        "69009",
        "69389",
        45.7740,
        4.8060,
        65,
        "Métro D, station Gare de Vaise.",
    ),
    DemoSpace(
        "marseille-belle-de-mai",
        "Espace Belle de Mai",
        "Marseille",
        "17 rue de la Démonstration",
        "13003",
        "13203",
        43.3110,
        5.3880,
        85,
        "Bus 52, arrêt Belle de Mai.",
        False,
    ),
    DemoSpace(
        "marseille-noailles",
        "Espace Noailles",
        "Marseille",
        "3 rue de la Démonstration",
        "13001",
        "13201",
        43.2960,
        5.3800,
        45,
        "Métro 2, station Noailles.",
    ),
    DemoSpace(
        "paris-belleville",
        "Espace Belleville",
        "Paris",
        "40 boulevard de la Démonstration",
        "75020",
        "75120",
        48.8710,
        2.3850,
        120,
        "Métro 2 ou 11, station Belleville.",
    ),
    DemoSpace(
        "paris-clichy",
        "Espace Place de Clichy",
        "Paris",
        "9 avenue de la Démonstration",
        "75017",
        "75117",
        48.8840,
        2.3270,
        80,
        "Métro 2 ou 13, station Place de Clichy.",
    ),
    DemoSpace(
        "paris-italie",
        "Espace Place d'Italie",
        "Paris",
        "22 rue de la Démonstration",
        "75013",
        "75113",
        48.8310,
        2.3560,
        60,
        "Métro 5, 6 ou 7, station Place d'Italie.",
    ),
    DemoSpace(
        "saint-denis-basilique",
        "Espace Basilique",
        "Saint-Denis",
        "5 rue de la Démonstration",
        "93200",
        "93066",
        48.9360,
        2.3590,
        60,
        "Métro 13, station Basilique de Saint-Denis.",
    ),
)
