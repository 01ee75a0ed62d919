"""The admin's own pages about logging in: limits on passwords, and the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from tracker.foundation.access import authenticators
from tracker.foundation.access.backend import password_is_right
from tracker.foundation.access.limits import TooManyFailures
from tracker.foundation.access.second_factor import LoginStep, end_session, is_required, mark_passed, waiting

NEW_KEY = "second_factor_key"
WRONG_CODE = "This is no code of now, or it was used before. Wait for the next one, or use a recovery code."


class LimitedLoginForm(AdminAuthenticationForm):
    """Says of a refused try that it was refused, and for how long; of a wrong one no more than Django does."""

    def get_invalid_login_error(self) -> ValidationError:
        refused = getattr(self.request, "login_refused", None)
        return ValidationError(refused, code="refused") if refused else super().get_invalid_login_error()


class LimitedPasswordChangeForm(AdminPasswordChangeForm):
    """Asks for the old password as often as the login page does."""

    request: Any = None

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        try:
            right = password_is_right(self.request, self.user, old)
        except TooManyFailures as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        if not right:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


class CodeForm(forms.Form):
    """One code of the authenticator, or a recovery code."""

    code = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True})
    )

    def __init__(self, request: Any, device: Any, data: Any = None) -> None:
        self.request, self.device = request, device
        super().__init__(data)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if "password" in self.fields and "password" not in self.cleaned_data:
            return code  # a code is used up by being looked at
        self.take(code)
        return code

    def take(self, code: str) -> None:
        """Raise ValidationError unless the code is right; then it is used up."""
        try:
            right = authenticators.check_code(self.request, self.device, code)
        except TooManyFailures as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        if not right:
            raise ValidationError(WRONG_CODE, code="wrong")


class ProofForm(CodeForm):
    """The password and a code: what changing a second factor asks for."""

    password = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    field_order = ("password", "code")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            right = password_is_right(self.request, self.request.session_user, password)
        except TooManyFailures as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        if not right:
            raise ValidationError("This is not your password.", code="wrong")
        return password


class SetUpForm(ProofForm):
    """The same, where the code fits a new key and brings the recovery codes. `device` is the key, encrypted."""

    recovery_codes: list[str]

    def take(self, code: str) -> None:
        """Set the second factor up; raise ValidationError unless the code is right."""
        try:
            codes = authenticators.set_up(self.request, self.request.session_user, self.device, code)
        except TooManyFailures as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        if codes is None:
            raise ValidationError("This is not the code that the key gives now: is the clock right?", code="wrong")
        self.recovery_codes = codes


class LimitedPasswordChangeView(PasswordChangeView):
    """Django's page, whose form knows where the request comes from."""

    form_class = LimitedPasswordChangeForm

    def get_form(self, form_class: Any = None) -> Any:
        """The form."""
        form: Any = super().get_form(form_class)
        form.request = self.request
        return form


class CuratorsAdminSite(AdminSite):
    """Django's admin with these pages in it."""

    login_form = LimitedLoginForm

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages = [
            path("logout/", self.logout),  # Django's own lets nobody out who is not in yet
            path("second-factor/", self.second_factor, name="second_factor"),
            path("second-factor/code/", self.give_code, name="second_factor_code"),
        ]
        return [*pages, *super().get_urls()]

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Django's, but that who waits for the second factor is led to it."""
        return self._led_on(request) or super().login(request, extra_context)

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method == "POST" and waiting(request):
            end_session(request)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Django's, with the old password limited as at the login."""
        return LimitedPasswordChangeView.as_view(
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
            template_name=self.password_change_template or "registration/password_change_form.html",
        )(request)

    @method_decorator([never_cache, csrf_protect])
    def give_code(self, request: HttpRequest) -> HttpResponse:
        """The page between the password and everything else, for whoever has an authenticator."""
        user: Any = request.session_user  # type: ignore[attr-defined]
        if waiting(request) is not LoginStep.CODE:
            return HttpResponseRedirect(self._next(request))
        form = CodeForm(request, user.second_factor, request.POST or None)
        if form.is_valid():
            mark_passed(request, user.second_factor.mark)
            return HttpResponseRedirect(self._next(request))
        context = {"title": "Second factor", "form": form, "next": request.GET.get("next", "")}
        return self._page(request, "access/second_factor_code.html", context)

    @method_decorator([never_cache, csrf_protect])
    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Sets one up, or takes it away, or makes new recovery codes."""
        user: Any = request.session_user  # type: ignore[attr-defined]
        if not user.is_authenticated or waiting(request) is LoginStep.CODE:
            return HttpResponseRedirect(reverse("admin:login") + "?next=" + request.path)
        device = authenticators.device_of(user)
        return self._set_up(request, user) if device is None else self._keep(request, user, device)

    def _set_up(self, request: HttpRequest, user: Any) -> HttpResponse:
        # Of this session alone: whoever had the password before, and saw a key, knows nothing of this one.
        sealed = request.session.setdefault(NEW_KEY, authenticators.new_key())
        form = SetUpForm(request, sealed, request.POST or None)
        if form.is_valid():
            del request.session[NEW_KEY]
            mark_passed(request, user.second_factor.mark)
            return self._codes(request, form.recovery_codes)
        context = {
            "title": "Set up a second factor",
            "form": form,
            "qr": mark_safe(authenticators.qr_code(sealed, user.get_username())),  # noqa: S308 - paths and numbers that we drew
            "key": authenticators.key_shown(sealed),
            "required": is_required(user),
        }
        return self._page(request, "access/second_factor_set_up.html", context)

    def _keep(self, request: HttpRequest, user: Any, device: Any) -> HttpResponse:
        form = ProofForm(request, device, request.POST or None)
        if form.is_valid():
            if request.POST.get("what") == "remove":
                authenticators.remove(user, "Second factor removed.")
                return HttpResponseRedirect(reverse("admin:second_factor"))
            authenticators.note_change(user, "New recovery codes.")
            return self._codes(request, authenticators.new_recovery_codes(device))
        left = device.recovery_codes.filter(used_at=None).count()
        context = {"title": "Second factor", "form": form, "since": device.set_up_at, "left": left}
        return self._page(request, "access/second_factor.html", context)

    def _codes(self, request: HttpRequest, codes: list[str]) -> HttpResponse:
        context = {"title": "Recovery codes", "codes": codes}
        answer = self._page(request, "access/recovery_codes.html", context)
        answer.status_code = 201
        return answer

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        answer = render(request, template, {**self.each_context(request), **context})
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _led_on(self, request: HttpRequest) -> HttpResponse | None:
        """To the page that the session waits for; None when it waits for none."""
        match waiting(request):
            case LoginStep.CODE:
                where = reverse("admin:second_factor_code")
            case LoginStep.SET_UP:
                where = reverse("admin:second_factor")
            case _:
                return None
        asked = request.GET.urlencode()
        return HttpResponseRedirect(f"{where}?{asked}" if asked else where)

    def _next(self, request: HttpRequest) -> str:
        wanted = request.GET.get("next", "")
        ours = url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return wanted if ours else reverse("admin:index")
