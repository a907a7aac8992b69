"""The second step's pages: allauth's, in our dress, for who is signed in."""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path

from wanjia.core.access.viewer import for_roles
from wanjia.ui.accounts import sign_in, views

mine = for_roles(*views.EVERYBODY)

urlpatterns = [
    path("login/", sign_in.sign_in, name="account_login"),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("account/", views.account, name="mfa_index"),
    path("account/second/", base.authenticate, name="mfa_authenticate"),
    path("account/again/", mine(reauthenticate), name="account_reauthenticate"),
    path("account/again/code/", mine(base.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        mine(passkey.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", mine(totp.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", mine(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/codes/", mine(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/",
        mine(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/codes/file/",
        mine(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys/", views.account, name="mfa_list_webauthn"),
    path("account/passkeys/add/", mine(passkey.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        mine(passkey.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]
