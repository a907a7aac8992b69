"""How the second step is kept: its secrets are sealed, and it is named after the committee."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from wanjia.core.access.rate_limit import address_of
from wanjia.core.encryption.fields import decrypt as unseal
from wanjia.core.encryption.fields import encrypt as seal
from wanjia.core.models import User
from wanjia.core.typed_fields import safe_next_path
from wanjia.ui.accounts import login_limits


class SecondStep(DefaultMFAAdapter):
    """allauth's, with its secrets sealed."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret again."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return what the authenticator app lists the account under."""
        return "Wanjia"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for a passkey: this host."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Wanjia 万家"}


class Accounts(DefaultAccountAdapter):
    """allauth's, silent: our own pages say what was done."""

    def add_message(self, *_args: Any, **_more: Any) -> None:
        """Say nothing."""

    def send_notification_mail(self, *_args: Any, **_more: Any) -> None:
        """Send nothing: a committee's people have no address here."""

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether a page may lead there: to a path of ours. allauth's own breaks off at what
        is no address (`http://[::1`).
        """
        return bool(url) and safe_next_path(str(url), "") == url

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Return whether this is the password of who is signed in; wrong ones are counted."""
        return login_limits.knows(cast(User, user), password)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address by which allauth counts."""
        return address_of(request)

    def is_open_for_signup(self, *_args: Any) -> bool:
        """Nobody makes an account without being invited."""
        return False
