"""Check a file of `manage.py export_seals` without the tracker. The format: docs/seals.md.

python check_seals.py seals.jsonl [PUBLIC_KEY] [--some-events]     exit 1 with what is wrong

Where the file gives events, it must give those of every seal, unless --some-events is said.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

SIZE = 24  # bytes of an entry: 8 of the sequence, 16 of the hash of the line
# What broken or forged values end in, whichever they are.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


def compact(told):
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed(seal):
    """Whether the signature is that of the key it names; None where it can't be told."""
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


def wrong_with(seal, before, lines, public_key, is_signed):
    """What is wrong with a seal, in words."""
    entries = bytes.fromhex(seal["entries"])
    told = [
        seal[name]
        for name in ("number", "first", "last", "count", "root", "previous", "created_at")
    ]
    if seal["number"] != (before["number"] + 1 if before else 1):
        yield "the seal before it is missing"
    if seal["previous"] != (before["hash"] if before else ""):
        yield "it does not begin with the hash of the seal before"
    if sha256(entries).hexdigest() != seal["root"] or len(entries) != SIZE * seal["count"]:
        yield "its entries are not those it was made of"
    if sha256(compact(told)).hexdigest() != seal["hash"]:
        yield "its hash is not that of what it says"
    if is_signed is False:
        yield "its signature is not that of its key"
    if before and before["signature"] and not seal["signature"]:
        yield "it is not signed, though the seal before is"
    if public_key and seal["signature"] and (seal["public_key"] != public_key or not is_signed):
        yield "it is not signed by that key, or the package cryptography is not there to tell"
    held = [entries[at : at + SIZE] for at in range(0, len(entries), SIZE)]
    made = [line[0].to_bytes(8, "big") + sha256(compact(line)).digest()[:16] for line in lines]
    if lines and made != held:
        pairs = zip(made + [b""] * len(held), held + [b""] * len(made), strict=False)
        bad = next(one or other for one, other in pairs if one != other)
        yield f"event {int.from_bytes(bad[:8], 'big')} is not what was sealed"


def main(path, *asked):
    public_key = next((one for one in asked if one != "--some-events"), "").lower()
    before, lines, wrong, events, without = None, [], 0, 0, []
    verified = unverified = 0  # signatures
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for place, text in enumerate(file, start=1):
            try:
                told = json.loads(text)
                if isinstance(told, list):
                    lines.append(told)
                    continue
                is_signed = signed(told) if told["signature"] else None
                found = list(wrong_with(told, before, lines, public_key, is_signed))
            except UNREADABLE as error:
                print(f"Line {place} can't be read: {error!r}.")
                wrong, lines = wrong + 1, []
                continue
            for words in found:
                print(f"Seal {told['number']}: {words}.")
            wrong += len(found)
            verified += is_signed is True
            unverified += bool(told["signature"]) and is_signed is None
            if not lines:
                without.append(told["number"])
            events += len(lines)
            before, lines = told, []
    for line in lines:
        print(f"Event {line[0] if line else '?'}: no seal follows it.")
    for number in without if events or lines else ():
        print(f"Seal {number}: its events are not given.")
        wrong += "--some-events" not in asked
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
