/** Order of the base point of sm2p256v1 (GB/T 32918.5). */
export const SM2_ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** The two numbers of a signature as GM/T 0009 writes them, in the one encoding that DER allows and each from 1 to below the order; null for anything else. */
export function sm2Numbers(der: Uint8Array): { readonly r: bigint; readonly s: bigint } | null {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2 || der.length > 72) return null;
  const r = integerAt(der, 2);
  const s = r === null ? null : integerAt(der, r.end);
  if (r === null || s === null || s.end !== der.length) return null;
  return inRange(r.value) && inRange(s.value) ? { r: r.value, s: s.value } : null;
}

function inRange(value: bigint): boolean {
  return value >= 1n && value < SM2_ORDER;
}

function integerAt(der: Uint8Array, at: number): { readonly value: bigint; readonly end: number } | null {
  const length = der[at + 1] ?? 0;
  const [first, second = 0x80] = [der[at + 2] ?? 0, length > 1 ? der[at + 3] : 0x80];
  const end = at + 2 + length;
  if (der[at] !== INTEGER || length < 1 || length > 33 || end > der.length) return null;
  // Negative, or with a zero in front that no bit asks for.
  if (first >= 0x80 || (first === 0 && second < 0x80)) return null;
  let value = 0n;
  for (const byte of der.subarray(at + 2, end)) value = (value << 8n) | BigInt(byte);
  return { value, end };
}
