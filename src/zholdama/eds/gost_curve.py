"""GOST R 34.10-2012 signatures (RFC 7091) on short Weierstrass curves with a = -3: verify, and sign for
development.

Written for public data: nothing here hides timing, so the signing half is for the development authority only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Number = Callable[[int], Any]
"""What integers are computed with: `int`, or `gmpy2.mpz`, which is four times as fast."""

Affine = tuple[Any, Any]
Jacobian = tuple[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of prime order `q` over the field of `p`, with a = -3 and cofactor 1; `size` is in bytes."""

    name: str
    size: int
    p: int
    b: int
    q: int
    x: int
    y: int

    def holds(self, x: int, y: int) -> bool:
        """Whether (x, y) is a point of the curve, coordinates reduced."""
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - x * x * x + 3 * x - self.b) % self.p == 0


TC26_512_A = Curve(
    name="tc26-512-A",
    size=64,
    p=2**512 - 569,
    b=int(
        "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265"
        "EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
        16,
    ),
    q=int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
        16,
    ),
    x=3,
    y=int(
        "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921"
        "DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
        16,
    ),
)
"""id-tc26-gost-3410-12-512-paramSetA (RFC 7836, appendix A.2): the curve of GOST 34.10-2015-512 in
Kazakhstan.
"""

CRYPTOPRO_A = Curve(
    name="cryptopro-A",
    size=32,
    p=2**256 - 617,
    b=166,
    q=int("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893", 16),
    x=1,
    y=int("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14", 16),
)
"""id-GostR3410-2001-CryptoPro-A (RFC 4357): the curve of GOST 34.310-2004 in Kazakhstan."""


def verify(curve: Curve, number: Number, key: tuple[int, int], e: int, r: int, s: int) -> bool:
    """Whether (r, s) signs the digest read as integer `e` under the public point `key`.

    False for r or s out of range and for a point that is not on the curve.
    """
    if not (0 < r < curve.q and 0 < s < curve.q and curve.holds(*key)):
        return False
    v = pow(e % curve.q or 1, -1, curve.q)
    point = _sum_of_products(curve, number, s * v % curve.q, key, -r * v % curve.q)
    if point is None:
        return False
    x, _, z = point
    # x/z^2 mod q = r without an inversion: the affine x is r, or r + q where that is still below p.
    square = z * z % curve.p
    return any(
        candidate < curve.p and (candidate * square - x) % curve.p == 0 for candidate in (r, r + curve.q)
    )


def sign(curve: Curve, number: Number, private: int, e: int, nonce: int) -> tuple[int, int]:
    """(r, s) for a private number and a nonce, both within 1..q-1; raises ValueError when the nonce is
    unlucky.
    """
    x, _ = multiply(curve, number, nonce)
    r = x % curve.q
    s = (r * private + nonce * (e % curve.q or 1)) % curve.q
    if r == 0 or s == 0:
        raise ValueError("another nonce is needed")
    return r, s


def multiply(curve: Curve, number: Number, factor: int) -> tuple[int, int]:
    """The base point times `factor` (within 1..q-1), affine."""
    point = _sum_of_products(curve, number, factor, (curve.x, curve.y), 0)
    if point is None:
        raise ValueError("factor out of range")
    x, y, z = point
    inverse = pow(int(z), -1, curve.p)
    return int(x * inverse * inverse % curve.p), int(y * inverse * inverse * inverse % curve.p)


_BASE_WIDTH, _KEY_WIDTH = 9, 6


@lru_cache(maxsize=8)
def _base_table(curve: Curve, number: Number) -> tuple[Affine, ...]:
    return _odd_multiples(curve, number, (curve.x, curve.y), 1 << (_BASE_WIDTH - 2))


@lru_cache(maxsize=64)
def _key_table(curve: Curve, number: Number, key: tuple[int, int]) -> tuple[Affine, ...]:
    return _odd_multiples(curve, number, key, 1 << (_KEY_WIDTH - 2))


def _sum_of_products(
    curve: Curve, number: Number, first: int, key: tuple[int, int], second: int
) -> Jacobian | None:
    """first * base + second * key by interleaved signed windows; None for the point at infinity."""
    additions: dict[int, list[Affine]] = {}
    _schedule(additions, curve, _signed_digits(first, _BASE_WIDTH), _base_table(curve, number))
    if second:
        _schedule(additions, curve, _signed_digits(second, _KEY_WIDTH), _key_table(curve, number, key))
    p = number(curve.p)
    # z = 0 stands for infinity; doubling keeps it there.
    x, y, z = number(1), number(1), number(0)
    for position in range(max(additions, default=-1), -1, -1):
        # Doubling for a = -3 ("dbl-2001-b"), written out: this loop is nearly all of the time.
        square = z * z % p
        gamma = y * y % p
        beta = x * gamma % p
        alpha = 3 * (x - square) * (x + square) % p
        z = 2 * y * z % p
        x = (alpha * alpha - 8 * beta) % p
        y = (alpha * (4 * beta - x) - 8 * gamma * gamma) % p
        for point in additions.get(position, ()):
            x, y, z = _add(p, (x, y, z), point)
    return None if z == 0 else (x, y, z)


def _schedule(
    additions: dict[int, list[Affine]], curve: Curve, digits: list[tuple[int, int]], table: tuple[Affine, ...]
) -> None:
    for position, digit in digits:
        x, y = table[abs(digit) >> 1]
        additions.setdefault(position, []).append((x, y if digit > 0 else curve.p - y))


def _signed_digits(value: int, width: int) -> list[tuple[int, int]]:
    """(position, odd digit) of the signed window form: the sum of digit << position is `value`."""
    found = []
    position = 0
    while value:
        skip = (value & -value).bit_length() - 1
        value >>= skip
        position += skip
        digit = value & ((1 << width) - 1)
        if digit >> (width - 1):
            digit -= 1 << width
        found.append((position, digit))
        value -= digit
    return found


def _add(p: Any, left: Jacobian, right: Affine) -> Jacobian:
    x, y, z = left
    other_x, other_y = right
    if z == 0:
        return other_x, other_y, z + 1
    square = z * z % p
    h = (other_x * square - x) % p
    r = (other_y * z * square - y) % p
    if h == 0:
        return _double(p, left) if r == 0 else (x, y, z * 0)
    h2 = h * h % p
    h3 = h * h2 % p
    v = x * h2 % p
    x = (r * r - h3 - 2 * v) % p
    return x, (r * (v - x) - y * h3) % p, z * h % p


def _double(p: Any, point: Jacobian) -> Jacobian:
    x, y, z = point
    square = z * z % p
    gamma = y * y % p
    beta = x * gamma % p
    alpha = 3 * (x - square) * (x + square) % p
    doubled = (alpha * alpha - 8 * beta) % p
    return doubled, (alpha * (4 * beta - doubled) - 8 * gamma * gamma) % p, 2 * y * z % p


def _odd_multiples(curve: Curve, number: Number, point: tuple[int, int], count: int) -> tuple[Affine, ...]:
    """1, 3, 5, ... times the point, affine, by one inversion for all."""
    p = number(curve.p)
    start = (number(point[0]), number(point[1]))
    step = _affine(curve, number, [_double(p, (*start, number(1)))])[0]
    points: list[Jacobian] = [(*start, number(1))]
    for _ in range(count - 1):
        points.append(_add(p, points[-1], step))
    return tuple(_affine(curve, number, points))


def _affine(curve: Curve, number: Number, points: list[Jacobian]) -> list[Affine]:
    p = number(curve.p)
    products = [number(1)]
    for _, _, z in points:
        products.append(products[-1] * z % p)
    inverse = number(pow(int(products[-1]), -1, curve.p))
    found = []
    for (x, y, z), before in zip(reversed(points), reversed(products[:-1]), strict=True):
        one = inverse * before % p
        inverse = inverse * z % p
        square = one * one % p
        found.append((x * square % p, y * square * one % p))
    return found[::-1]
