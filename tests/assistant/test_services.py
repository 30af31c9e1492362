"""What is known of a person: as they said, else as set for the home."""

import pytest

from assistant.services import Services
from store.memory import MemoryStore
from tests.store import facts


@pytest.fixture
def services(tmp_path):
    return Services(MemoryStore(), tmp_path, lambda: facts.at(0), facts.Ids(), None, None, None)


def test_a_role_is_as_they_said_else_as_set_for_the_home_else_a_data_scientists(services, monkeypatch):
    assert services.role("ada") == "data_scientist" and not services.builds_no_models("ada")
    monkeypatch.setenv("SEXTANT_ROLE", "domain_expert")
    assert services.role("ada") == "domain_expert" and services.builds_no_models("ada")
    services.learn("ada", "role", "analyst", "I am an analyst")
    assert services.role("ada") == "analyst" and services.role("ben") == "domain_expert"
