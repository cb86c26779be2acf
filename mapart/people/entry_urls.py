"""Addresses of the sign-in, under the names by which django-allauth looks for them.

Nothing else of allauth is mounted: no sign-up, no password, no page for mail addresses.
"""

from django.urls import path

from mapart.people.views import second_factor, sign_in

_sign_in = sign_in.SignInView.as_view()

urlpatterns = [
    path("", _sign_in, name="account_login"),
    path("", _sign_in, name="account_request_login_code"),
    path("code/", sign_in.CodeView.as_view(), name="account_confirm_login_code"),
    path("sortir/", sign_in.sign_out, name="account_logout"),
    path("verification/", second_factor.show, name="mfa_authenticate"),
    path("verification/encore/", second_factor.show_again, name="mfa_reauthenticate"),
    path("verification/installer/", second_factor.set_up, name="mfa_activate_totp"),
]
