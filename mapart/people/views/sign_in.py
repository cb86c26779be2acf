"""Coming in with a code, and going out."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required as public
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mapart.core.enums import Channel
from mapart.core.http import on_this_site
from mapart.core.kept import kept_but_for_the_guard
from mapart.people import actions
from mapart.people.adapter import AccountAdapter
from mapart.people.forms import CodeForm, SignInForm
from mapart.people.queries import person_to_sign_in


class SignInView(RequestLoginCodeView):  # type: ignore[misc] # allauth has no types
    """Asks for the mail address or the phone. What it answers never tells whether we know the person."""

    form_class = SignInForm
    template_name = "people/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same first page for every visitor."""
        return kept_but_for_the_guard(request, lambda: super(SignInView, self).get(request, *args, **kwargs))

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Stay here: whoever comes back wants to correct what she typed."""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Send a code, or do as if."""
        channel, address = form.cleaned_data["address"].channel, form.cleaned_data["address"].text
        if not ratelimit.consume(self.request, action="request_login_code", key=address):
            form.add_error("address", AccountAdapter.error_messages["too_many_login_attempts"])
            return self.form_invalid(form)  # type: ignore[no-any-return]
        person = person_to_sign_in(channel, address)
        with transaction.atomic():
            LoginCodeVerificationProcess.initiate(
                request=self.request,
                user=person,
                **{"email" if channel == Channel.MAIL else "phone": address},
            )
            if person is None:
                actions.answer_unknown_address(by=None, channel=channel, address=address)
            self.request.session.save()  # one commit in both cases: see ``answer_unknown_address``
        return redirect(self.get_success_url())


class CodeView(ConfirmLoginCodeView):  # type: ignore[misc] # allauth has no types
    """Asks for the code. It lives ten minutes, for three tries, in the browser that asked for it."""

    form_class = CodeForm
    template_name = "people/code.html"

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say it when the ten minutes are over."""
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", True) is None:
            messages.warning(request, _("Ce code n'est plus valable. Demandez un autre code."))
        return response

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        """Count a wrong code; an empty answer costs nothing."""
        if form.has_error("code", code="required") or self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[no-any-return]
        messages.warning(self.request, _("Ce code a été essayé 3 fois. Demandez un autre code."))
        return redirect("account_login")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A page with a button: a link alone never closes a session. Shared computers forget what they stored.

    ``next`` says where one goes afterwards, within the site; asked for by a link, one signs in again to come there.
    """
    if request.method != "POST":
        back = request.GET.get("next", "")
        again = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}" if back else ""
        context = {"home": resolve_url(settings.LOGIN_REDIRECT_URL), "next": again}
        return render(request, "people/sign_out.html", context)
    logout(request)
    after = on_this_site(request, request.POST.get("next", ""), settings.LOGOUT_REDIRECT_URL)
    response = HttpResponseRedirect(after)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
