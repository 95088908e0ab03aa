"""Writes a loose object for the specifications, which git would refuse to.

python3 object.py OBJECTS KIND EXPRESSION [ID]: the body is the value of a
Python expression, the id its hash unless one is given. Prints the id.
"""
import hashlib
import os
import sys
import zlib

objects, kind, expression = sys.argv[1:4]


def store(kind, body, oid=None):
    raw = b"%s %d\0" % (kind.encode(), len(body)) + body
    oid = oid or hashlib.sha1(raw).hexdigest()
    folder = os.path.join(objects, oid[:2])
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, oid[2:])
    if os.path.lexists(path):
        os.remove(path)
    with open(path, "wb") as f:
        f.write(zlib.compress(raw, 1))
    return oid


def entry(mode, name, oid):
    return b"%s %s\0" % (mode.encode(), name.encode()) + bytes.fromhex(oid)


def nest(oid, depth):
    """The body of a tree of one folder, and so on."""
    for _ in range(depth):
        body = entry("40000", "d", oid)
        oid = store("tree", body)
    return body


print(store(kind, eval(expression), sys.argv[4] if len(sys.argv) > 4 else None))
