"""Personal data at rest: clear in Python, sealed in the database, found by its keyed hash."""

import pytest
from cryptography.exceptions import InvalidTag

from core.privacy import decrypt, encrypt, keyed_hash

NUMBER = "210202199001010010"


def test_a_value_comes_back_and_its_number_is_not_in_the_stored_text():
    stored = encrypt(NUMBER)
    assert decrypt(stored) == NUMBER
    assert NUMBER not in stored


def test_the_same_value_is_stored_differently_every_time():
    assert encrypt(NUMBER) != encrypt(NUMBER)


def test_a_changed_byte_is_refused():
    version, body = encrypt(NUMBER).split(":")
    changed = body[:-4] + ("AAA=" if body[-4:] != "AAA=" else "BBB=")
    with pytest.raises(InvalidTag):
        decrypt(f"{version}:{changed}")


def test_the_hash_is_stable_and_tells_nothing():
    assert keyed_hash(NUMBER) == keyed_hash(NUMBER)
    assert len(keyed_hash(NUMBER)) == 64
    assert keyed_hash(NUMBER) != keyed_hash("210203199001010017")


def test_nothing_stays_nothing():
    assert (encrypt(""), decrypt(""), keyed_hash("")) == ("", "", "")
