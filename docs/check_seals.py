"""Check a file of `manage.py export_seals` without the tracker. The format: docs/seals.md.

python check_seals.py seals.jsonl [PUBLIC_KEY] [--some-events] [--head NUMBER:HASH]...

It prints the faults and exits with 1 if there are any. From the first signed seal on, all must be
signed. Where the file has events, it must have those of every seal, unless --some-events is given.
--head, which can be repeated, is a seal as it was printed or kept elsewhere: its number, and its
hash or the first 8 characters of it or more. The file must have that seal.
"""

import argparse
import json
import sys
from hashlib import sha256
from pathlib import Path

SIZE = 24  # bytes of an entry: 8 of the sequence, 16 of the hash of the line
# Raised by broken or forged values.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


def compact(values):
    """Return the canonical JSON of values."""
    form = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    return json.dumps(values, **form).encode()


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
    later = {name: seal[name] for name in ("signed_since", "note") if seal.get(name)}
    values += [later] if later else []
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
    if public_key and seal["signature"] and (seal["public_key"] != public_key or not is_signed):
        yield "it is not signed by that key, or the package cryptography is not there to tell"
    sealed = [entries[at : at + SIZE] for at in range(0, len(entries), SIZE)]
    given = [line[0].to_bytes(8, "big") + sha256(compact(line)).digest()[:16] for line in lines]
    if lines and given != sealed:
        pairs = zip(given + [b""] * len(sealed), sealed + [b""] * len(given), strict=False)
        bad = next(a or b for a, b in pairs if a != b)
        yield f"event {int.from_bytes(bad[:8], 'big')} differs from the one that was sealed"


def find_gaps(seals, heads):
    """Yield where signatures stop, and seals known from elsewhere that the file lacks."""
    signed = [number for number, (_hash, is_signed, _since) in seals.items() if is_signed]
    first = min([*signed, *(since for *_other, since in seals.values() if since)], default=None)
    for number, (_hash, is_signed, _since) in seals.items():
        if first is not None and number >= first and not is_signed:
            yield f"Seal {number}: it is not signed, although seals are since number {first}."
    for number, begins in heads:
        here = seals[number][0] if number in seals else "not in this file"
        if not here.startswith(begins):
            yield f"Seal {number}: it is {here}, but was {begins}."


def head(text):
    """Return number and hash, or its beginning, of a seal: 12:9f86d081."""
    number, _colon, begins = text.partition(":")
    if not number.isdecimal() or len(begins) < 8:
        raise ValueError(text)
    return int(number), begins.lower()


def main():
    """Check the file, print its faults, and return the exit code."""
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1], add_help=False)
    parser.add_argument("path")
    parser.add_argument("public_key", nargs="?", default="", type=str.lower)
    parser.add_argument("--some-events", action="store_true")
    parser.add_argument("--head", action="append", default=[], type=head)
    options = parser.parse_args()
    before, lines, wrong, events, without, seals = None, [], 0, 0, [], {}
    verified = unverified = 0  # signatures
    with Path(options.path).open(encoding="utf-8", errors="replace") as file:
        for place, text in enumerate(file, start=1):
            try:
                value = json.loads(text)
                if isinstance(value, list):
                    lines.append(value)
                    continue
                seal = value
                is_signed = verify_signature(seal) if seal["signature"] else None
                faults = list(find_faults(seal, before, lines, options.public_key, is_signed))
                since = int(seal.get("signed_since") or 0)
                seals[int(seal["number"])] = str(seal["hash"]), bool(seal["signature"]), since
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
        wrong += not options.some_events
    for fault in find_gaps(seals, options.head):
        print(fault)
        wrong += 1
    if options.public_key and before and not before["signature"]:
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
    sys.exit(main())
