"""The one door that takes passwords: limited, logged, and loading the second factor along with the account."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from tracker.foundation.access.limits import TooManyFailures, begin


class LimitedBackend(ModelBackend):
    """Names and passwords as Django keeps them, as long as there were not too many wrong ones."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The account, or None. A refused try leaves its sentence at `request.login_refused`; nobody else is asked."""
        name = username if username is not None else kwargs.get(User.USERNAME_FIELD)
        if name is None or password is None:
            return None
        try:
            under_way = begin(request, name)
        except TooManyFailures as refusal:
            if request is not None:
                request.login_refused = str(refusal)
            raise PermissionDenied(str(refusal)) from refusal
        user = super().authenticate(request, username=name, password=password)
        if user is None:
            under_way.tell("failed")
            return None
        under_way.succeed()
        return user

    async def aauthenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The same: Django's own would pass the limits by."""
        return await sync_to_async(self.authenticate)(request, username, password, **kwargs)

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session with its second factor, in one query; None when it is gone or not active."""
        user = User.objects.select_related("second_factor").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def password_is_right(request: Any, user: User, password: str) -> bool:
    """Whether it is, for a page that asks somebody who is logged in once more. Raises TooManyFailures."""
    under_way = begin(request, user.get_username())
    if not user.check_password(password):
        under_way.tell("failed")
        return False
    under_way.succeed()
    return True
