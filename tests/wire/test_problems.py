from __future__ import annotations

import json

import pytest

from studio.contract import PROBLEM_TYPE, Code
from studio.wire.problems import error_of


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_words_of_its_own(code: Code) -> None:
    body = json.dumps({"title": "No", "status": 422, "code": code.value}).encode()
    error = error_of(422, PROBLEM_TYPE, body)
    assert 0 < len(error.title) <= 60 and error.advice.endswith(".") and code.value in error.detail
    plain = error_of(422, PROBLEM_TYPE, json.dumps({"title": "No", "code": "of tomorrow"}).encode())
    assert code in {Code.INVALID, Code.INTERNAL, Code.SIGN_IN, Code.UPLOAD_TYPE} or error.title != plain.title
