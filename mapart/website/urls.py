"""Addresses of the pages that show several rooms, and of the site's own pages."""

from django.urls import URLPattern, URLResolver, path

from mapart.website.views import gallery, outbox, pages, spaces, spaces_team, team

app_name = "website"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("plan-du-site/", pages.site_map, name="site_map"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("espaces/", spaces.space_list, name="space_list"),
    path("espaces/<slug:slug>/", spaces.space_detail, name="space_detail"),
    path("entrer/", team.after_sign_in, name="after_sign_in"),
    path("equipe/", team.team_home, name="team_home"),
    path("equipe/messages/", outbox.outbox, name="outbox"),
    path("equipe/messages/courrier/", outbox.letters, name="letters"),
    path("equipe/messages/<uuid:pk>/renvoyer/", outbox.retry, name="message_retry"),
    path("equipe/messages/<uuid:pk>/annuler/", outbox.cancel, name="message_cancel"),
    path("equipe/messages/<uuid:pk>/fait/", outbox.posted, name="letter_posted"),
    path("equipe/espaces/", spaces_team.team_spaces, name="team_spaces"),
    path("equipe/espaces/<uuid:pk>/", spaces_team.team_space, name="team_space"),
    path("equipe/espaces/<uuid:pk>/horaires/", spaces_team.change_hours, name="space_hours"),
    path("equipe/espaces/<uuid:pk>/fermer/", spaces_team.close, name="space_close"),
    path("equipe/espaces/<uuid:pk>/rouvrir/<uuid:closure_pk>/", spaces_team.reopen, name="space_reopen"),
    path("galerie/", gallery.gallery, name="gallery"),
    path("galerie/question/", gallery.gallery_question, name="gallery_question"),
]
