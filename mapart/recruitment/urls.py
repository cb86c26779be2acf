"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from mapart.recruitment.views import applicants, catalogue, meetings, seat, touch, waiting
from mapart.recruitment.views import path as way
from mapart.recruitment.views.campaigns import edit, invited, mine, poster, public, team
from mapart.recruitment.views.signup import check, questions

app_name = "recruitment"
urlpatterns: list[URLPattern | URLResolver] = [
    path("missions/", catalogue.mission_list, name="mission_list"),
    path("missions/<slug:slug>/", catalogue.mission_show, name="mission_show"),
    path("devenir-benevole/", questions.Town.as_view(), name="signup_town"),
    path("devenir-benevole/mission/", questions.MissionChoice.as_view(), name="signup_mission"),
    path("devenir-benevole/moment/", questions.Moment.as_view(), name="signup_moment"),
    path("devenir-benevole/reunion/", questions.Meeting.as_view(), name="signup_meeting"),
    path("devenir-benevole/prenom/", questions.FirstName.as_view(), name="signup_first_name"),
    path("devenir-benevole/contact/", questions.Contact.as_view(), name="signup_contact"),
    path("devenir-benevole/verifier/", check.Check.as_view(), name="signup_check"),
    path("devenir-benevole/merci/", check.done, name="signup_done"),
    path("reunions/<uuid:pk>.ics", seat.meeting_calendar, name="meeting_calendar"),
    path("reunion/rendue/", seat.seat_given_back, name="seat_given_back"),
    path("reunion/<str:secret>/", seat.seat_show, name="seat_show"),
    path("bienvenue/<str:secret>/", way.path_show, name="path_show"),
    path("bienvenue/<str:secret>/accord/", way.parent_sheet, name="parent_sheet"),
    path("equipe/accueil/", waiting.waiting_list, name="waiting_list"),
    path("equipe/accueil/avancer/", waiting.waiting_advance, name="waiting_advance"),
    path("equipe/candidatures/", applicants.applicant_list, name="applicant_list"),
    path("equipe/candidatures/nouvelle/", applicants.applicant_new, name="applicant_new"),
    path("equipe/candidatures/<uuid:pk>/", applicants.applicant_show, name="applicant_show"),
    path("equipe/candidatures/<uuid:pk>/etape/", applicants.applicant_move, name="applicant_move"),
    path("equipe/candidatures/<uuid:pk>/suite/", touch.applicant_next, name="applicant_next"),
    path("equipe/candidatures/<uuid:pk>/partir/", applicants.applicant_leave, name="applicant_leave"),
    path("equipe/reunions/", meetings.meeting_list, name="meeting_list"),
    path("equipe/reunions/nouvelle/", meetings.meeting_new, name="meeting_new"),
    path("equipe/reunions/<uuid:pk>/", meetings.meeting_show, name="meeting_show"),
    path("equipe/reunions/<uuid:pk>/presence/", meetings.attendance_mark, name="attendance_mark"),
    path("equipe/reunions/<uuid:pk>/accueillir/", meetings.welcome, name="meeting_welcome"),
    path("equipe/reunions/<uuid:pk>/arrivee/", meetings.walk_in_add, name="walk_in_add"),
    path("equipe/reunions/<uuid:pk>/places/", meetings.seats_change, name="seats_change"),
    path("equipe/reunions/<uuid:pk>/annuler/", meetings.meeting_cancel, name="meeting_cancel"),
    path("campagnes/", public.campaign_list, name="campaign_list"),
    path("campagnes/<slug:slug>/", public.campaign_show, name="campaign_show"),
    path("i/<str:code>", invited.invited, name="invited"),
    path("i/<str:code>/envoyer/", invited.invited_send, name="invited_send"),
    path("i/<str:code>/affiche/", poster.invited_poster, name="invited_poster"),
    path("i/<str:code>/affiche.pdf", poster.invited_poster_pdf, name="invited_poster_pdf"),
    path("mon-espace/inviter/", mine.my_invitations, name="my_invitations"),
    path("equipe/candidatures/<uuid:pk>/invitation/", edit.applicant_invitation, name="applicant_invitation"),
    path("equipe/campagnes/", team.campaign_team_list, name="campaign_team_list"),
    path("equipe/campagnes/nouvelle/", edit.campaign_new, name="campaign_new"),
    path("equipe/campagnes/<uuid:pk>/", team.campaign_team_show, name="campaign_team_show"),
    path("equipe/campagnes/<uuid:pk>/parrainages/", team.campaign_sponsors, name="campaign_sponsors"),
    path("equipe/campagnes/<uuid:pk>/chiffres.csv", team.campaign_figures, name="campaign_figures"),
    path("equipe/campagnes/<uuid:pk>/changer/", edit.campaign_change, name="campaign_change"),
    path("equipe/campagnes/<uuid:pk>/etat/", edit.campaign_move, name="campaign_move"),
    path("equipe/campagnes/<uuid:pk>/annoncer/", edit.campaign_announce, name="campaign_announce"),
    path("equipe/campagnes/<uuid:pk>/objectifs/ajouter/", edit.goal_add, name="goal_add"),
    path("equipe/campagnes/<uuid:pk>/objectifs/calcul/", edit.goals_search, name="goals_search"),
    path(
        "equipe/campagnes/<uuid:pk>/objectifs/<uuid:goal_pk>/retirer/", edit.goal_remove, name="goal_remove"
    ),
]
