"""What commands find by: statements that are made once and kept."""

import pytest
from sqlalchemy import true

from roundtable.agencies.models import Agency
from roundtable.core.guards import open_to_all_who_sign_in
from roundtable.core.work import _by_key


def test_a_statement_is_made_once_for_a_model_and_a_guard() -> None:
    assert _by_key(Agency, open_to_all_who_sign_in) is _by_key(Agency, open_to_all_who_sign_in)


def test_a_guard_that_is_made_anew_for_each_call_is_refused_since_each_would_be_kept() -> None:
    with pytest.raises(AssertionError, match="a guard is a function of a module"):
        _by_key(Agency, lambda _: true())
