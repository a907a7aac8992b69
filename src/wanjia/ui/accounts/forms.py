"""What is asked of who lets people in, and of who signs in."""

from django import forms

from wanjia.core.acts import IdField


class InviteForm(forms.Form):
    """Whom to invite: somebody known, or a name and a role; the action judges them."""

    staff = IdField()
    name = forms.CharField(required=False, strip=False)
    role = forms.CharField(required=False)


class RoleForm(forms.Form):
    """Another role."""

    role = forms.CharField(required=False)


class JoinForm(forms.Form):
    """The user name and the password that somebody chooses, twice."""

    username = forms.CharField(required=False, strip=False)
    password = forms.CharField(required=False, strip=False)
    again = forms.CharField(required=False, strip=False)


class PasswordForm(forms.Form):
    """The password that one has, and a new one, twice."""

    now = forms.CharField(required=False, strip=False)
    new = forms.CharField(required=False, strip=False)
    again = forms.CharField(required=False, strip=False)


class DeviceForm(forms.Form):
    """Which device to sign out; all others with none."""

    device = IdField()


class KeyForm(forms.Form):
    """Whose key a program gets, and what it is called."""

    membership = IdField(required=True)
    name = forms.CharField(required=False, strip=False)
