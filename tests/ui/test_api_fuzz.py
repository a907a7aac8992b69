"""Schemathesis, which nobody here wrote, sends what the API's description allows and forbids.

It takes more than a second to load: only where it is used.
"""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from tests.examples import examples
from tests.two_towns import NOW

from wanjia.core import clock
from wanjia.core.access.api_keys import make_key
from wanjia.core.models import Membership
from wanjia.wsgi import application

MOST = examples(5, 15)  # requests of an operation in each of the two ways


def _checks():
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]


@pytest.fixture
def token(alder, db):
    with clock.freeze(NOW):
        desk = Membership.objects.get(community=alder.community, role="desk")
        _key, token = make_key(alder.viewers["head"], desk.id, "fuzz")
        yield token


@pytest.mark.slow
@pytest.mark.django_db
def test_no_request_brings_the_api_down_and_every_answer_is_as_described(token, one_connection):
    import schemathesis

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 17
    sent = {}
    for operation in operations:
        for mode in schemathesis.GenerationMode:
            sent[operation.label, mode] = _send(operation, mode, token)
    allowed = schemathesis.GenerationMode.POSITIVE
    assert all(sent[operation.label, allowed] for operation in operations)
    assert sum(sent.values()) > MOST * len(operations)


def _send(operation, mode, token) -> int:
    """Send some requests of an operation, allowed or forbidden ones; return how many."""
    statuses, checks = [], _checks()

    @settings(
        max_examples=MOST,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case) -> None:
        # The tool reads answers as they are sent, and so asks for them unpacked.
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        statuses.append(case.call_and_validate(headers=headers, checks=checks).status_code)

    # An operation that takes nothing has nothing that could be forbidden.
    with suppress(Unsatisfiable):
        once()
    return len(statuses)
