"""What the acts beneath a notice ask."""

from django import forms

from wanjia.core.acts import IdField, IdsField


class CommentForm(forms.Form):
    """What was said by phone or at a door."""

    text = forms.CharField(required=False, strip=False)
    comment_id = IdField()


class AnswerForm(forms.Form):
    """One answer for all, and the comments that it answers."""

    text = forms.CharField(required=False, strip=False)
    text_en = forms.CharField(required=False, strip=False)
    comments = IdsField()
    answer_id = IdField()


class HideForm(forms.Form):
    """Why a comment is kept from others."""

    reason = forms.CharField(required=False)


class HouseholdForm(forms.Form):
    """What a household does on a notice's page: it has read it, or asks something."""

    act = forms.CharField(required=False)
    text = forms.CharField(required=False, strip=False)
    id = forms.CharField(required=False)
