"""Icons are drawn when a template is read, where their name stands in it."""

import pytest
from django.template import Context, Template, TemplateSyntaxError


def drawn(source, **context):
    return Template("{% load icons %}" + source).render(Context(context))


def test_a_name_in_the_template_and_one_of_the_context_draw_the_same():
    named = drawn('{% icon "search" %}')
    assert named.startswith('<svg class="icon" aria-hidden="true"')
    assert drawn("{% icon name %}", name="search") == named
    assert drawn('{% icon "sea"|add:"rch" %}') == named


@pytest.mark.parametrize("source", ['{% icon "no-such-icon" %}', "{% icon %}", "{% icon 'a' b %}"])
def test_a_mistake_is_found_when_the_template_is_read(source):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load icons %}" + source)
