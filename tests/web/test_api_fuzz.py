"""Schemathesis, which nobody here wrote, sends what the API's description allows and forbids."""

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.two_towns import NOW, build

from wanjia.kernel import clock
from wanjia.kernel.keys import make_key
from wanjia.kernel.models import Membership
from wanjia.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def operations():
    """Every operation by its method and path, from the description itself."""
    return [
        (method, path)
        for path, methods in schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        .raw_schema["paths"]
        .items()
        for method in methods
    ]


@pytest.fixture
def token(db):
    with clock.freeze(NOW):
        town = build("Alder", 1)
        desk = Membership.objects.get(community=town.community, role="desk")
        _key, token = make_key(town.viewers["head"], desk.id, "fuzz")
        yield token


@pytest.mark.django_db
def test_no_request_brings_the_api_down_and_every_answer_is_as_described(token, client: Client):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    headers = {"Authorization": f"Bearer {token}"}
    count = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        sent = 0

        def once(case) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(headers=headers, checks=CHECKS)

        for mode in schemathesis.GenerationMode:
            from hypothesis import given

            try:
                strategy = operation.as_strategy(generation_mode=mode)
                run = given(case=strategy)(once)
                settings(
                    max_examples=15,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=[Phase.explicit, Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )(run)()
            except Exception as error:
                if "Unsatisfiable" not in type(error).__name__:
                    raise
        assert sent, operation.label
        count += 1
    assert count >= 18
