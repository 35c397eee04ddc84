"""The codes that an app shows, from the secret it was told: RFC 6238 in a few lines."""

import hmac
import time
from base64 import b32decode


def code_of(secret):
    """The six digits shown now."""
    counter = int(time.time()) // 30
    digest = hmac.digest(b32decode(secret), counter.to_bytes(8), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
