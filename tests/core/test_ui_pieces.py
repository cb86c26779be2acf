"""The pieces of a page."""

import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

import mapart
from mapart.core.pages import Leaves
from mapart.core.templatetags.icons import PATHS
from mapart.people.models import Person
from tests.factories import make_person

_ICON, _WORD = re.compile(r'\{% icon "([a-z0-9-]+)" %\}'), re.compile(r'"([a-z0-9-]+)"')


def _draw(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_an_icon_is_hidden_from_readers_of_the_screen() -> None:
    assert _draw('{% icon "clock" %}').startswith('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">')


def test_an_unknown_icon_is_found_at_once() -> None:
    with pytest.raises(KeyError):
        _draw('{% icon "nothing" %}')


def test_each_icon_that_is_kept_is_shown_by_a_page() -> None:
    package = Path(mapart.__file__).parent
    pages = {word for file in package.rglob("*.html") for word in _ICON.findall(file.read_text())}
    views = {word for file in package.rglob("views/**/*.py") for word in _WORD.findall(file.read_text())}
    assert set(PATHS) <= pages | views | {"circle-check", "triangle-alert", "circle-alert", "info"}


def test_an_alert_keeps_its_inside_and_escapes_values() -> None:
    html = _draw('{% alert "warning" %}<p>{{ name }}</p>{% endalert %}', name="<b>")
    assert '<div class="alert warning">' in html
    assert "<p>&lt;b&gt;</p>" in html


def test_a_breadcrumb_starts_at_home_and_ends_here() -> None:
    html = _draw('{% breadcrumb "Missions" "/missions/" title %}', title="L'accueil")
    assert '<li><a href="/">Accueil</a></li><li><a href="/missions/">Missions</a></li>' in html
    assert '<li aria-current="page">L&#x27;accueil</li>' in html


@pytest.mark.parametrize(
    "above", ['"Équipe" "/equipe/" "Espaces" "/equipe/espaces/"', '"Espaces" "/equipe/espaces/"']
)
def test_a_page_of_the_team_begins_at_the_home_of_the_team(above: str) -> None:
    html = _draw(f"{{% breadcrumb {above} here %}}", here="Fives")
    assert '<ol><li><a href="/equipe/">Équipe</a></li><li><a href="/equipe/espaces/">Espaces</a></li>' in html
    assert "Accueil" not in html


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/missions/", ' aria-current="page"'),
        ("/missions/accueil/", ' aria-current="true"'),
        ("/espaces/", ""),
    ],
)
def test_the_menu_says_where_one_is(path: str, mark: str) -> None:
    html = _draw('{% nav_link "/missions/" "Missions" %}', request=RequestFactory().get(path))
    assert html == f'<li><a href="/missions/"{mark}>Missions</a></li>'


def test_the_home_of_the_team_is_not_current_on_its_other_pages() -> None:
    html = _draw('{% nav_link "/equipe/" "Accueil" %}', request=RequestFactory().get("/equipe/planning/"))
    assert "aria-current" not in html


def test_pages_of_a_list_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/equipe/benevoles/", {"nom": "a", "page": "2"})
    page = Paginator(range(30), 10).page(2)
    html = Template("{% pagination page %}").render(RequestContext(request, {"page": page}))
    assert "?nom=a&amp;page=1" in html
    assert "?nom=a&amp;page=3" in html
    assert "Page 2 sur 3" in html


@pytest.mark.django_db
def test_pages_that_nobody_counted_have_no_last_one() -> None:
    for _ in range(5):
        make_person()
    request = RequestFactory().get("/equipe/messages/", {"page": "2"})
    page = Leaves(Person.objects.order_by("pk"), Person.objects.all(), 2).get_page("2")
    html = Template("{% pagination page %}").render(RequestContext(request, {"page": page}))
    assert "<li>Page 2</li>" in html
    assert "?page=1" in html
    assert "?page=3" in html


def test_one_page_needs_no_menu_of_pages() -> None:
    request = RequestFactory().get("/")
    assert _draw("{% pagination page %}", request=request, page=Paginator(range(3), 10).page(1)).strip() == ""


def test_answers_to_check_name_what_each_link_changes() -> None:
    rows = [{"label": "Votre ville", "value": "", "change": "/ville/"}]
    html = _draw('{% include "core/summary.html" %}', rows=rows)
    assert '<a href="/ville/">Modifier<span class="vh"> : Votre ville</span></a>' in html.replace(
        "\u00a0", " "
    )
    assert "Pas de réponse" in html


def test_a_long_work_asks_again_until_it_ends() -> None:
    template = '{% include "core/progress.html" with percent=percent phase="Calcul" %}'
    assert 'data-poll="3"' in _draw(template, percent=40)
    assert "data-poll" not in _draw(template, percent=100)


def test_the_step_is_written_in_words() -> None:
    assert "Étape 3 sur 6" in _draw("{% steps 3 6 %}")
