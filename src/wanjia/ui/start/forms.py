"""What is asked of whoever founds a committee, and sets it up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wanjia.core.public_address import LONGEST, read_address


class FoundingForm(forms.Form):
    """The committee's names, and its head's account; the password is written twice."""

    committee = forms.CharField(
        label=_("居委会（居民区）叫什么"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "organization"}),
    )
    committee_en = forms.CharField(label=_("英文名"), max_length=80, required=False)
    town = forms.CharField(label=_("哪个街道或镇"), max_length=80, required=False)
    person = forms.CharField(
        label=_("您的姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = forms.CharField(
        label=_("用户名，登录用"),
        max_length=40,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再写一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class AsideForm(forms.Form):
    """Which step is left for later, or taken up again."""

    step = forms.CharField(max_length=40)
    aside = forms.BooleanField(required=False)


class AddressForm(forms.Form):
    """The address that phones open; empty is the one at hand."""

    address = forms.CharField(
        label=_("手机打开的网址"),
        help_text=_("如 https://wanjia.example.org 或 http://192.168.1.20:8000。"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
    )

    def clean_address(self) -> str:
        """Return the address in one form; refuse what is none."""
        typed = self.cleaned_data["address"]
        address = read_address(typed)
        if typed.strip() and not address:
            raise forms.ValidationError(
                _("这不像网址。只写到域名或端口，如 https://wanjia.example.org。")
            )
        return address
