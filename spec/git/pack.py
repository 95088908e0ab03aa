"""Writes hostile packs for the specifications: python3 pack.py ATTACK OBJECTS.

Prints the id to ask for. Objects are lies where the attack says so; checksums
are always right.
"""
import hashlib
import os
import struct
import sys
import zlib

COMMIT, TREE, BLOB, TAG, OFS, REF = 1, 2, 3, 4, 6, 7


def head(kind, size):
    out = [kind << 4 | size & 15]
    size >>= 4
    while size:
        out[-1] |= 0x80
        out.append(size & 0x7f)
        size >>= 7
    return bytes(out)


def number(n):
    """A size in a delta."""
    out = []
    while True:
        out.append(n & 0x7f | (0x80 if n > 0x7f else 0))
        n >>= 7
        if not n:
            return bytes(out)


def back(distance):
    """The offset of a delta's base."""
    out = [distance & 0x7f]
    distance >>= 7
    while distance:
        distance -= 1
        out.insert(0, 0x80 | distance & 0x7f)
        distance >>= 7
    return bytes(out)


def insert(data):
    return b"".join(bytes([len(data[i:i + 127])]) + data[i:i + 127] for i in range(0, len(data), 127))


def copy(offset, size):
    return bytes([0xff]) + struct.pack("<I", offset) + struct.pack("<I", size)[:3]


def delta(base_size, size, instructions):
    return number(base_size) + number(size) + instructions


def blob_id(data, kind=b"blob"):
    return hashlib.sha1(kind + b" %d\0" % len(data) + data).digest()


class Pack:
    def __init__(self):
        self.body = b"PACK" + struct.pack(">II", 2, 0)
        self.entries = []  # id, crc, offset

    def add(self, oid, kind, data, size=None, prefix=b"", level=6, raw=None):
        offset = len(self.body)
        raw = zlib.compress(data, level) if raw is None else raw
        entry = head(kind, len(data) if size is None else size) + prefix + raw
        self.body += entry
        self.entries.append((oid, zlib.crc32(entry), offset))
        return offset

    def write(self, objects, fanout=None, offsets=None, cut=None, count=None, names=None):
        count = len(self.entries) if count is None else count
        body = self.body[:8] + struct.pack(">I", count) + self.body[12:]
        trailer = hashlib.sha1(body).digest()
        body += trailer
        entries = sorted(self.entries)
        if offsets:
            entries = [(oid, crc, offsets(offset)) for oid, crc, offset in entries]
        table = fanout or [sum(1 for e in entries if e[0][0] <= i) for i in range(256)]
        idx = b"\377tOc" + struct.pack(">I", 2) + b"".join(struct.pack(">I", n) for n in table)
        idx += b"".join(names or [e[0] for e in entries])
        idx += b"".join(struct.pack(">I", e[1]) for e in entries)
        idx += b"".join(struct.pack(">I", e[2] & 0xffffffff) for e in entries)
        idx += trailer
        idx += hashlib.sha1(idx).digest()
        folder = os.path.join(objects, "pack")
        os.makedirs(folder, exist_ok=True)
        name = os.path.join(folder, "pack-" + hashlib.sha1(idx).hexdigest())
        with open(name + ".pack", "wb") as f:
            f.write(body if cut is None else body[:cut])
        with open(name + ".idx", "wb") as f:
            f.write(idx)


A, B = b"\xaa" * 20, b"\xbb" * 20


def plain(pack, data=b"plain"):
    oid = blob_id(data)
    pack.add(oid, BLOB, data)
    return oid


def ref_cycle(objects):
    """Two deltas, each the other's base."""
    pack = Pack()
    pack.add(A, REF, delta(4, 4, copy(0, 4)), prefix=B)
    pack.add(B, REF, delta(4, 4, copy(0, 4)), prefix=A)
    pack.write(objects)
    return A


def ref_self(objects):
    pack = Pack()
    pack.add(A, REF, delta(4, 4, copy(0, 4)), prefix=A)
    pack.write(objects)
    return A


def ofs_self(objects):
    """A base at distance 0."""
    pack = Pack()
    pack.add(A, OFS, delta(4, 4, copy(0, 4)), prefix=back(0))
    pack.write(objects)
    return A


def ofs_before(objects):
    """A base before the pack's start."""
    pack = Pack()
    pack.add(A, OFS, delta(4, 4, copy(0, 4)), prefix=back(1 << 40))
    pack.write(objects)
    return A


def long_chain(objects):
    """A hundred thousand deltas on each other."""
    pack = Pack()
    data = b"0123456789"
    at = pack.add(blob_id(data), BLOB, data)
    parts, size = [pack.body], len(pack.body)
    raw = zlib.compress(delta(10, 10, copy(0, 10)))
    for i in range(100000):
        entry = head(OFS, len(delta(10, 10, copy(0, 10)))) + back(size - at) + raw
        at = size
        parts.append(entry)
        size += len(entry)
    pack.body = b"".join(parts)
    pack.entries.append((A, 0, at))
    pack.write(objects, count=100001)
    return A


def base_bomb(objects):
    """A small object on a base that inflates to 2 GiB."""
    pack = Pack()
    maker = zlib.compressobj(9)
    raw = b"".join(maker.compress(b"\0" * (1 << 20)) for _ in range(2048)) + maker.flush()
    at = pack.add(B, BLOB, b"", size=1 << 31, raw=raw)
    data = b"\0" * 4
    oid = blob_id(data)
    pack.add(oid, OFS, delta(1 << 31, 4, copy(0, 4)), prefix=back(len(pack.body) - at))
    pack.write(objects)
    return oid


def chain_bomb(objects):
    """Each delta doubles its base, up to 2 GiB; the last takes four bytes."""
    pack = Pack()
    size = 1 << 16
    at = pack.add(B, BLOB, b"\0" * size)
    for i in range(15):
        n = (size << 1) // (1 << 16)
        here = pack.add(hashlib.sha1(b"%d" % i).digest(), OFS,
                        delta(size, size << 1, copy(0, 1 << 16) * n), prefix=back(len(pack.body) - at))
        at, size = here, size << 1
    data = b"\0" * 4
    oid = blob_id(data)
    pack.add(oid, OFS, delta(size, 4, copy(0, 4)), prefix=back(len(pack.body) - at))
    pack.write(objects)
    return oid


def size_lie(objects, size):
    pack = Pack()
    pack.add(A, BLOB, b"short", size=size)
    pack.write(objects)
    return A


def size_more(objects):
    """Says 1 TiB."""
    return size_lie(objects, 1 << 40)


def size_few(objects):
    return size_lie(objects, 2)


def size_some(objects):
    return size_lie(objects, 500)


def delta_lie(objects):
    """A delta that says 4 bytes and makes many."""
    pack = Pack()
    data = b"x" * 1000
    at = pack.add(blob_id(data), BLOB, data)
    pack.add(A, OFS, delta(1000, 4, copy(0, 1000) * 50), prefix=back(len(pack.body) - at))
    pack.write(objects)
    return A


def delta_outside(objects):
    """A delta that copies from behind its base."""
    pack = Pack()
    data = b"x" * 100
    at = pack.add(blob_id(data), BLOB, data)
    pack.add(A, OFS, delta(100, 1000, copy(0x7fffffff, 1000)), prefix=back(len(pack.body) - at))
    pack.write(objects)
    return A


def delta_huge(objects):
    """A delta that says it makes 2^60 bytes."""
    pack = Pack()
    data = b"x" * 100
    at = pack.add(blob_id(data), BLOB, data)
    pack.add(A, OFS, delta(100, 1 << 60, copy(0, 100)), prefix=back(len(pack.body) - at))
    pack.write(objects)
    return A


def delta_empty(objects):
    pack = Pack()
    data = b"x" * 100
    at = pack.add(blob_id(data), BLOB, data)
    pack.add(A, OFS, b"", prefix=back(len(pack.body) - at))
    pack.write(objects)
    return A


def delta_unended(objects):
    """A delta whose size never ends."""
    pack = Pack()
    data = b"x" * 100
    at = pack.add(blob_id(data), BLOB, data)
    pack.add(A, OFS, b"\xff" * 30, prefix=back(len(pack.body) - at))
    pack.write(objects)
    return A


def head_unended(objects):
    """An object's head that never ends."""
    pack = Pack()
    offset = len(pack.body)
    pack.body += b"\xbf" + b"\xff" * 100
    pack.entries.append((A, 0, offset))
    pack.write(objects)
    return A


def type_zero(objects):
    pack = Pack()
    pack.add(A, 0, b"x")
    pack.write(objects)
    return A


def type_five(objects):
    pack = Pack()
    pack.add(A, 5, b"x")
    pack.write(objects)
    return A


def no_base(objects):
    """A delta on what isn't there."""
    pack = Pack()
    pack.add(A, REF, delta(4, 4, copy(0, 4)), prefix=B)
    pack.write(objects)
    return A


def not_zlib(objects):
    pack = Pack()
    pack.add(A, BLOB, b"x" * 50, raw=b"\xff" * 50)
    pack.write(objects)
    return A


def other_hash(objects):
    pack = Pack()
    pack.add(A, BLOB, b"other")
    pack.write(objects)
    return A


def truncated(objects):
    pack = Pack()
    oid = plain(pack, os.urandom(100000))
    pack.write(objects, cut=5000)
    return oid


def empty_pack(objects):
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, cut=0)
    return oid


def offset_beyond(objects):
    """An index that points behind the pack's end."""
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, offsets=lambda _: 0x7ffffff0)
    return oid


def offset_trailer(objects):
    """An index that points into the checksum."""
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, offsets=lambda _: len(pack.body) + 10)
    return oid


def offset_large(objects):
    """An index that points into a table of large offsets that isn't there."""
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, offsets=lambda _: 0x80000000 + 1000000)
    return oid


def offset_head(objects):
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, offsets=lambda _: 0)
    return oid


def fanout_many(objects):
    """An index that counts 2^31 objects."""
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, fanout=[0x7fffffff] * 256)
    return oid


def fanout_falls(objects):
    """An index whose counts fall."""
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, fanout=[255 - i for i in range(255)] + [1])
    return oid


def fanout_wrong(objects):
    """An index whose counts rise beyond its names, but for the last."""
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, fanout=[1000000] * 255 + [1])
    return oid


def count_lie(objects):
    pack = Pack()
    oid = plain(pack)
    pack.write(objects, count=0xffffffff)
    return oid


def midx(objects, tables):
    """A pack without its own index, found by an index of many packs."""
    pack = Pack()
    oid = plain(pack, b"midx")
    pack.write(objects)
    folder = os.path.join(objects, "pack")
    name = [n for n in os.listdir(folder) if n.endswith(".idx")][0]
    names = name.encode() + b"\0"
    names += b"\0" * (-len(names) % 4)
    chunks = {b"PNAM": names, b"OIDF": b"".join(struct.pack(">I", 1 if i >= oid[0] else 0) for i in range(256)),
              b"OIDL": oid, b"OOFF": struct.pack(">II", 0, 12)}
    chunks.update(tables(oid))
    at = 12 + 12 * (len(chunks) + 1)
    out = b"MIDX" + bytes([1, 1, len(chunks), 0]) + struct.pack(">I", 1)
    for key, data in chunks.items():
        out += key + struct.pack(">Q", at)
        at += len(data)
    out += b"\0" * 4 + struct.pack(">Q", at)
    out += b"".join(chunks.values())
    with open(os.path.join(folder, "multi-pack-index"), "wb") as f:
        f.write(out + hashlib.sha1(out).digest())
    return oid


def midx_right(objects):
    return midx(objects, lambda _: {})


def midx_pack(objects):
    """Names a pack that isn't there by number."""
    return midx(objects, lambda _: {b"OOFF": struct.pack(">II", 77777, 12)})


def midx_offset(objects):
    return midx(objects, lambda _: {b"OOFF": struct.pack(">II", 0, 0x7ffffff0)})


def midx_large(objects):
    """Points into a table of large offsets that isn't there."""
    return midx(objects, lambda _: {b"OOFF": struct.pack(">II", 0, 0x80000005)})


def midx_fanout(objects):
    return midx(objects, lambda _: {b"OIDF": struct.pack(">I", 1000000) * 255 + struct.pack(">I", 1)})


def midx_names(objects):
    """Names a file outside."""
    return midx(objects, lambda _: {b"PNAM": b"../../../../../../etc/passwd.idx\0" + b"\0" * 3})


def right(objects):
    pack = Pack()
    oid = plain(pack)
    pack.write(objects)
    return oid


if __name__ == "__main__":
    print(globals()[sys.argv[1]](sys.argv[2]).hex())
