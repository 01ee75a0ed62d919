"""Addresses that anybody may type in, and that a mail server is to take."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.encoding import punycode

# RFC 5321's Dot-string. Its Quoted-string may hold what ends a line of a header, and nobody has such an address.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_UNUSABLE: Final = "This is no address that letters go to: write it as name@host, without quotation marks."
_NAME_LONGEST, _HOST_LONGEST = 64, 253  # RFC 5321, section 4.5.3.1


class MailboxField(forms.EmailField):
    """Gives the address as it is written on the envelope, so that one mailbox has one: its host in small ASCII
    letters (IDNA)."""

    def clean(self, value: Any) -> str:
        email: str = super().clean(value)
        if not email:
            return email
        name, _, host = email.rpartition("@")
        host = _in_ascii(host)
        if not _PLAIN_NAME.fullmatch(name) or len(name) > _NAME_LONGEST or not 0 < len(host) <= _HOST_LONGEST:
            raise ValidationError(_UNUSABLE, code="invalid")
        return f"{name}@{host}"


def _in_ascii(host: str) -> str:
    """The host in small ASCII letters; empty for one that IDNA cannot write."""
    try:
        return punycode(host).lower()
    except UnicodeError:
        return ""


def without_tag(email: str) -> str:
    """The address without what follows a `+` in its name, which most mail servers deliver to the same mailbox."""
    name, _, host = email.rpartition("@")
    return f"{name.partition('+')[0]}@{host}".lower()
