const HALF_BYTES = 2;
const SINGLE_BYTES = 4;
const MANTISSA = 1024;
const EXPONENT_MAX = 31;

/** A float of two, four or eight bytes, as it stands on the wire. */
export function floatOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === SINGLE_BYTES) return view.getFloat32(0);
  if (bytes.length !== HALF_BYTES) return view.getFloat64(0);
  const word = view.getUint16(0);
  const [sign, exponent, fraction] = [
    word >> 15 ? -1 : 1,
    (word >> 10) & EXPONENT_MAX,
    word & (MANTISSA - 1),
  ];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === EXPONENT_MAX) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / MANTISSA) * 2 ** (exponent - 15);
}
