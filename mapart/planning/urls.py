"""Addresses of this room. Those opened by a private link are printed in sent messages: they are promises."""

from django.urls import URLPattern, URLResolver, path

from mapart.planning.views import (
    attendance,
    board,
    doors,
    moving,
    needs,
    paper,
    pattern,
    places,
    repairs,
    runs,
    swaps,
)

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("creneau/<str:secret>/", doors.shift_show, name="shift_show"),
    path("creneau/<str:secret>/echanger/", swaps.swap_ask, name="swap_ask"),
    path("echange/<str:secret>/", swaps.swap_answer, name="swap_answer"),
    path("reponse/<str:secret>/", doors.answer, name="answer"),
    path("porte/<slug:slug>/<str:code>/", attendance.arrival, name="arrival"),
    path("mon-espace/places/", places.open_places, name="open_places"),
    path("equipe/planning/", board.board, name="board"),
    path("equipe/planning/mois/", paper.month, name="month"),
    path("equipe/planning/imprimer/", paper.week_print, name="week_print"),
    path("equipe/planning/reponses/", paper.answers, name="answers"),
    path("equipe/planning/presence/", attendance.attendance, name="attendance"),
    path("equipe/planning/presence/affiche/", attendance.door, name="door"),
    path("equipe/planning/presence/<uuid:pk>/", attendance.attendance_add, name="attendance_add"),
    path("equipe/planning/a-deplacer/", moving.people_to_move, name="people_to_move"),
    path("equipe/planning/semaines/", board.week_extend, name="week_extend"),
    path("equipe/planning/modele/", pattern.pattern, name="pattern"),
    path("equipe/planning/modele/ajouter/", pattern.pattern_add, name="pattern_add"),
    path("equipe/planning/modele/<uuid:pk>/arreter/", pattern.series_stop, name="series_stop"),
    path(
        "equipe/planning/modele/<uuid:pk>/<uuid:pattern_pk>/", pattern.pattern_change, name="pattern_change"
    ),
    path("equipe/planning/besoins/<uuid:pk>/", needs.need_show, name="need_show"),
    path("equipe/planning/besoins/<uuid:pk>/demander/", needs.need_ask, name="need_ask"),
    path("equipe/planning/besoins/<uuid:pk>/reponse/", needs.need_answer, name="need_answer"),
    path("equipe/planning/besoins/<uuid:pk>/ajouter/", needs.need_assign, name="need_assign"),
    path("equipe/planning/besoins/<uuid:pk>/retirer/", needs.need_remove, name="need_remove"),
    path(
        "equipe/planning/besoins/<uuid:pk>/deplacer/<uuid:volunteer_pk>/",
        moving.shift_move,
        name="shift_move",
    ),
    path("equipe/planning/besoins/<uuid:pk>/reparer/", repairs.need_repair, name="need_repair"),
    path("equipe/planning/besoins/<uuid:pk>/modifier/", needs.need_change, name="need_change"),
    path("equipe/planning/besoins/<uuid:pk>/annuler/", needs.session_cancel, name="session_cancel"),
    path("equipe/planning/proposer/", runs.run_new, name="run_new"),
    path("equipe/planning/propositions/<uuid:pk>/", runs.run_show, name="run_show"),
    path("equipe/planning/propositions/<uuid:pk>/recalculer/", runs.run_again, name="run_again"),
    path("equipe/planning/propositions/<uuid:pk>/abandonner/", runs.run_drop, name="run_drop"),
    path("equipe/planning/propositions/<uuid:pk>/publier/", runs.run_publish, name="run_publish"),
    path(
        "equipe/planning/propositions/<uuid:pk>/lignes/<uuid:line_pk>/", runs.line_change, name="line_change"
    ),
    path("equipe/planning/propositions/<uuid:pk>/ajouter/<uuid:need_pk>/", runs.line_add, name="line_add"),
]
