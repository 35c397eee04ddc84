"""Commitments: what history holds of a value that it may not keep.

A commitment is "salt:hash": 32 hexadecimal digits, and the SHA-256 of the salt and the digest of
the value, in hexadecimal digits. So a row is compared by its digest, and the value never leaves it.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from secrets import token_hex

LENGTH = 97  # of a commitment
USE = ("table", "key", "version")  # of a row in a publication


def digest(value: object) -> str:
    """Return the SHA-256 of a text, as `heed_digest` of PostgreSQL does."""
    return sha256(str(value).encode(errors="surrogatepass")).hexdigest()


def commit(value: object) -> str:
    """Return a commitment to a text, with a new salt."""
    return _commit(token_hex(16), digest(value))


def is_commitment_to(commitment: object, hashed: object) -> bool:
    """Return whether a commitment was made to the value of this digest."""
    return commitment == _commit(str(commitment).partition(":")[0], str(hashed))


def _commit(salt: str, hashed: str) -> str:
    return f"{salt}:{sha256((salt + hashed).encode()).hexdigest()}"


def list_uses(uses: Iterable[tuple[str, int, int]]) -> str:
    """Return the uses of a publication, rows of USE, as the text that it commits to."""
    return json.dumps(sorted(map(list, uses), key=str), default=str)


def json_text(text: object) -> object:
    """Write JSON as PostgreSQL writes its jsonb; return what is no JSON as it is."""
    try:
        return _json_text(json.loads(str(text)))
    except ValueError:
        return text


def _json_text(value: object) -> str:
    match value:
        case dict():  # keys by length, then by their bytes
            parts = (
                f"{_json_text(key)}: {_json_text(value[key])}"
                for key in sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            )
            return f"{{{', '.join(parts)}}}"
        case list():
            return f"[{', '.join(map(_json_text, value))}]"
        case float():  # without an exponent
            return f"{Decimal(repr(value + 0.0)):f}"
    return json.dumps(value, ensure_ascii=False)
