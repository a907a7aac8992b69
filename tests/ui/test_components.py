"""The components that hold other markup."""

import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from wanjia.core.problems import Problem


def draw(source, **context):
    return Template("{% load wanjia %}" + source).render(Context(context))


def flat(html):
    return re.sub(r"\s*\n\s*", "", html)


TABLE = """
{% data_table need in needs empty="没有求助。" row_css=need.tone %}
  {% column "门号" head=True css="nowrap" %}{{ need.door }}{% endcolumn %}
  {% column "几件" css="num" when=counted %}{{ need.count }}{% endcolumn %}
{% enddata_table %}
"""
NEEDS = [{"door": "23-602", "count": 2, "tone": "alarm"}, {"door": "23-<b>", "count": 1}]


def test_a_label_heads_its_column_and_each_cell_where_the_table_folds():
    shown = flat(draw(TABLE, needs=NEEDS, counted=True))
    assert '<th scope="col">门号</th><th scope="col" class="num">几件</th>' in shown
    assert '<th scope="row" class="nowrap">23-602</th>' in shown
    assert shown.count('<td class="num" data-label="几件">') == len(NEEDS)
    assert '<tr class="alarm">' in shown
    assert "23-&lt;b&gt;" in shown


def test_a_column_that_is_not_wanted_has_neither_head_nor_cells():
    assert "几件" not in draw(TABLE, needs=NEEDS, counted=False)


def test_a_table_of_nothing_says_so():
    shown = draw(TABLE, needs=[])
    assert "没有求助。" in shown
    assert "<table" not in shown


def test_a_column_stands_in_a_table():
    with pytest.raises(TemplateSyntaxError):
        draw('{% column "门号" %}1{% endcolumn %}')


def test_a_page_head_has_a_title_and_what_can_be_done():
    source = (
        "{% page_head title crumb=crumb crumb_url='/g/' %}<a href='/n/'>n</a>{% endpage_head %}"
    )
    shown = flat(draw(source, title="求助 <1>", crumb="物资"))
    assert "<h1>求助 &lt;1&gt;</h1>" in shown
    assert '<a href="/g/">物资</a>' in shown
    assert "<div class=\"btn-row\"><a href='/n/'>n</a></div>" in shown
    assert "btn-row" not in draw("{% page_head title %}{% endpage_head %}", title="求助")


class WhyForm(forms.Form):
    why = forms.CharField(label="为什么")


def test_the_form_of_an_act_has_its_token_its_fields_and_what_it_is_about():
    source = '{% act_form "重开" "/needs/1/reopen/" form=form id=7 %}<i>x</i>{% endact_form %}'
    shown = flat(draw(source, form=WhyForm({"why": ""}), csrf_token="t0ken"))
    assert 'action="/needs/1/reopen/"' in shown
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in shown
    assert 'name="id" value="7"' in shown
    assert 'name="why"' in shown
    assert "<i>x</i>" in shown
    assert shown.endswith(">重开</button></div></form>")


def test_an_act_is_named_as_its_url_is():
    assert 'action="/stock/"' in draw('{% act_button "记下" "goods:stock" tone="primary" %}')


def test_what_is_empty_is_not_said():
    assert draw('{% fact "负责" "" %}{% badge "" "alarm" %}{% refusal None %}').strip() == ""
    assert flat(draw('{% fact "几件" 0 %}')) == "<dt>几件</dt><dd>0</dd>"
    assert draw('{% badge "逾期" "alarm" %}') == '<span class="tag alarm">逾期</span>'


def test_a_refusal_says_what_to_do():
    assert "没有找到" in draw("{% refusal problem %}", problem=Problem("kernel.not_found"))


def test_what_is_tight_has_no_gap_between_elements_and_one_between_attributes():
    source = """{% tight %}
      <a
        href="/x/"
        {% if on %}class="on"{% endif %}>
        {% if on %}
          A
        {% endif %}
      </a>
      <b>B</b> C
    {% endtight %}"""
    assert draw(source, on=True) == '<a href="/x/" class="on">A</a><b>B</b> C'


@pytest.mark.django_db
def test_no_attributes_of_a_page_run_into_one_another():
    page = Client().get("/login/").content.decode()
    assert not re.search(r'="[^"<>]*"[a-z]', page)
