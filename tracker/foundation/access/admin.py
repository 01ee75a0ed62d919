"""API tokens in the admin: issued for oneself, shown once, taken back, never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from tracker.foundation.access import accounts
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.rights import check_held
from tracker.foundation.access.secrets_page import Shown, secret_page
from tracker.foundation.access.tokens import TokenOver, check_name, create_token, revoke_token, rotate_token

__all__ = ["ApiTokenAdmin", "accounts"]  # importing this module registers the pages of both

HOW = "Send it with each request: Authorization: Bearer, a space, and the token."


class TokenForm(forms.ModelForm):
    owner: ClassVar[Any] = None  # set on the class that is made for a request

    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, f"{scope.value}: {scope.label}") for scope in TokenScope],
        widget=forms.CheckboxSelectMultiple,
        help_text="Each stands by itself: curate does not include webhooks.",
    )

    class Meta:
        model = ApiToken
        fields = ["name", "scopes", "expires_at"]

    def clean(self) -> dict[str, Any]:
        check_name(self.cleaned_data.get("name", "x"))
        return self.cleaned_data

    def clean_scopes(self) -> list[str]:
        scopes: list[str] = self.cleaned_data["scopes"]
        check_held(self.owner, scopes)
        return scopes

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise ValidationError("Give a time in the future, or leave it empty for a token that never expires.")
        return expires_at


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Everybody sees their own tokens; a superuser sees all."""

    form = TokenForm
    list_display = ["name", "prefix", "scopes_shown", "owner", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["revoked_at", "expires_at"]
    search_fields = ["name", "prefix", "owner__username"]
    list_select_related = ["owner"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-created_at", "-id"]
    actions = ["rotate", "revoke"]
    fields = [
        "name",
        "prefix",
        "scopes_shown",
        "owner",
        "issued_by",
        ("created_at", "expires_at"),
        ("last_used_at", "revoked_at"),
    ]
    readonly_fields = ["scopes_shown", "issued_by"]

    @admin.display(description="scopes")
    def scopes_shown(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["name", "scopes", "expires_at"] if obj is None else self.fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.owner = request.user
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        found = super().get_queryset(request).select_related("owner")
        return found if request.user.is_superuser else found.filter(owner=request.user)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a token that was taken back goes on to say who held it

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("access.change_apitoken")

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        fields = form.cleaned_data
        issued = create_token(
            owner=request.user,  # type: ignore[arg-type]  # admin pages have signed-in users only
            name=fields["name"],
            scopes=fields["scopes"],
            expires_at=fields["expires_at"],
        )
        obj.__dict__.update(issued.token.__dict__)
        request.secret = issued.secret  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: Any = None) -> HttpResponse:
        secret: str = request.secret  # type: ignore[attr-defined]
        back = reverse("admin:access_apitoken_changelist")
        shown = Shown("API token", "The token was issued.", f"Token {obj.name}", secret, HOW, back)
        return secret_page(request, self, shown)

    @admin.action(description="Give the selected token a new secret", permissions=["revoke"])
    def rotate(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> HttpResponse | None:
        """The page with the new secret, or a message that says why there is none."""
        own = [token for token in queryset if token.owner == request.user][:2]
        if len(own) != 1:
            messages.error(request, "Select one token of your own: its new secret is shown to you alone.")
            return None
        try:
            issued = rotate_token(own[0])
        except TokenOver as error:
            messages.error(request, str(error))
            return None
        self.log_change(request, issued.token, "Given a new secret.")
        sentence = "The token has a new secret; the old one is refused from now on."
        back = reverse("admin:access_apitoken_changelist")
        shown = Shown("API token", sentence, f"Token {issued.token.name}", issued.secret, HOW, back)
        return secret_page(request, self, shown)

    @admin.action(description="Revoke the selected tokens, and what they issued", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        count = 0
        for token in queryset:
            if revoke_token(token):
                self.log_change(request, token, "Revoked.")
                count += 1
        messages.success(request, f"{count} revoked; they are refused from now on.")
