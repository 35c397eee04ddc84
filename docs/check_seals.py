"""Check a file of `manage.py export_seals` without the tracker. The format: docs/seals.md.

python check_seals.py seals.jsonl [PUBLIC_KEY] [--some-events]     exit 1 with the faults

Where the file has events, it must have those of every seal, unless --some-events is given.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

SIZE = 24  # bytes of an entry: 8 of the sequence, 16 of the hash of the line
# Raised by broken or forged values.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


def compact(values):
    """Return the canonical JSON of values."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def verify_signature(seal):
    """Verify the signature by the key it names; None where it can't be verified here."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal["public_key"]))
        key.verify(bytes.fromhex(seal["signature"]), bytes.fromhex(seal["hash"]))
    except (InvalidSignature, ValueError):
        return False
    return True


def find_faults(seal, before, lines, public_key, is_signed):
    """Yield the faults of a seal, in words."""
    entries = bytes.fromhex(seal["entries"])
    values = [
        seal[name]
        for name in ("number", "first", "last", "count", "root", "previous", "created_at")
    ]
    if seal["number"] != (before["number"] + 1 if before else 1):
        yield "the previous seal is missing"
    if seal["previous"] != (before["hash"] if before else ""):
        yield "it does not begin with the hash of the previous seal"
    if sha256(entries).hexdigest() != seal["root"] or len(entries) != SIZE * seal["count"]:
        yield "its entries differ from those that were sealed"
    if sha256(compact(values)).hexdigest() != seal["hash"]:
        yield "its hash does not match its content"
    if is_signed is False:
        yield "its signature does not match its key"
    if before and before["signature"] and not seal["signature"]:
        yield "it is not signed, although the previous seal is"
    if public_key and seal["signature"] and (seal["public_key"] != public_key or not is_signed):
        yield "it is not signed by that key, or the package cryptography is not there to tell"
    sealed = [entries[at : at + SIZE] for at in range(0, len(entries), SIZE)]
    given = [line[0].to_bytes(8, "big") + sha256(compact(line)).digest()[:16] for line in lines]
    if lines and given != sealed:
        pairs = zip(given + [b""] * len(sealed), sealed + [b""] * len(given), strict=False)
        bad = next(a or b for a, b in pairs if a != b)
        yield f"event {int.from_bytes(bad[:8], 'big')} differs from the one that was sealed"


def main(path, *options):
    """Check the file, print its faults, and return the exit code."""
    public_key = next((option for option in options if option != "--some-events"), "").lower()
    before, lines, wrong, events, without = None, [], 0, 0, []
    verified = unverified = 0  # signatures
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for place, text in enumerate(file, start=1):
            try:
                value = json.loads(text)
                if isinstance(value, list):
                    lines.append(value)
                    continue
                seal = value
                is_signed = verify_signature(seal) if seal["signature"] else None
                faults = list(find_faults(seal, before, lines, public_key, is_signed))
            except UNREADABLE as error:
                print(f"Line {place} can't be read: {error!r}.")
                wrong, lines = wrong + 1, []
                continue
            for fault in faults:
                print(f"Seal {seal['number']}: {fault}.")
            wrong += len(faults)
            verified += is_signed is True
            unverified += bool(seal["signature"]) and is_signed is None
            if not lines:
                without.append(seal["number"])
            events += len(lines)
            before, lines = seal, []
    for line in lines:
        print(f"Event {line[0] if line else '?'}: no seal follows it.")
    for number in without if events or lines else ():
        print(f"Seal {number}: its events are not given.")
        wrong += "--some-events" not in options
    if public_key and before and not before["signature"]:
        print("The newest seal is not signed.")
        wrong += 1
    wrong += len(lines) + (before is None)
    if verified or unverified:
        print(f"Signatures: {verified} verified, {unverified} not looked at.")
    if unverified:
        print("To look at those, install the package cryptography.")
    print(f"{before['number'] if before else 0} seals and {events} events checked, {wrong} wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
