"""Sign-in pages of django-allauth: an allow-list, with addresses a French reader can read.

Included pages keep allauth's names. What is not here (signing up by script, e-mail lists, codes by e-mail,
phones) does not exist on this site.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

urlpatterns = [
    # sign in, sign out
    path("connexion/", account.login, name="account_login"),
    path("connexion/cle/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("connexion/deuxieme-etape/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", account.logout, name="account_logout"),
    path(
        "inscription/", account.signup, name="account_signup"
    ),  # says that accounts come by invitation
    path("ferme/", account.account_inactive, name="account_inactive"),
    # prove once more who is there, before touching what protects the account
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirmer/cle/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # password
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(  # the key holds a hyphen of its own
        r"^mot-de-passe/lien/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/enregistre/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # second factor
    path("securite/", mfa.index, name="mfa_index"),
    path("securite/application/", totp.activate_totp, name="mfa_activate_totp"),
    path("securite/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/cles/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/nom/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("securite/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "securite/codes/nouveaux/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "securite/codes/fichier/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
