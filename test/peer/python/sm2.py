"""SM2 signatures over SM3, by GB/T 32918.2 and GB/T 32905 alone: nothing here knows the program that made them."""

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
USER = b"1234567812345678"
WORD = 0xFFFFFFFF


def _turn(word, by):
    by %= 32
    return ((word << by) | (word >> (32 - by))) & WORD


def sm3(data):
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for at in range(0, len(padded), 64):
        state = _block(state, padded[at : at + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _block(state, block):
    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ _turn(w[j - 3], 15)
        w.append(x ^ _turn(x, 15) ^ _turn(x, 23) ^ _turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        early = j < 16
        ss1 = _turn((_turn(a, 12) + e + _turn(0x79CC4519 if early else 0x7A879D8A, j)) & WORD, 7)
        ff = a ^ b ^ c if early else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if early else (e & f) | (~e & WORD & g)
        tt1 = (ff + d + (ss1 ^ _turn(a, 12)) + (w[j] ^ w[j + 4])) & WORD
        tt2 = (gg + h + ss1 + w[j]) & WORD
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = tt2 ^ _turn(tt2, 9) ^ _turn(tt2, 17), e, _turn(f, 19), g
    return [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]


def _add(one, other):
    """In affine coordinates; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P)
    x3 = (slope * slope - x1 - x2) % P
    return x3, (slope * (x1 - x3) - y1) % P


def _times(scalar, point):
    result = None
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _numbers(der):
    """The two numbers of a signature, in the one encoding that DER has for them."""
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2 or der[1] >= 0x80:
        return None
    numbers, at = [], 2
    for _ in range(2):
        if at + 2 > len(der) or der[at] != 2:
            return None
        length = der[at + 1]
        value = der[at + 2 : at + 2 + length]
        if not 1 <= length <= 33 or len(value) != length or value[0] >= 0x80:
            return None
        if value[0] == 0 and (length == 1 or value[1] < 0x80):
            return None
        numbers.append(int.from_bytes(value, "big"))
        at += 2 + length
    if at != len(der) or not all(0 < number < N for number in numbers):
        return None
    return numbers


def is_signed(point, message, signature):
    """`point`: the two coordinates, 64 bytes."""
    numbers = _numbers(signature)
    x, y = int.from_bytes(point[:32], "big"), int.from_bytes(point[32:], "big")
    if numbers is None or x >= P or y >= P or (y * y - x * x * x - A * x - B) % P:
        return False
    r, s = numbers
    t = (r + s) % N
    if t == 0:
        return False
    z = sm3((8 * len(USER)).to_bytes(2, "big") + USER + b"".join(n.to_bytes(32, "big") for n in (A, B, *G)) + point)
    total = _add(_times(s, G), _times(t, (x, y)))
    return total is not None and (int.from_bytes(sm3(z + message), "big") + total[0]) % N == r
