import { type KeyObject, sign } from "node:crypto";

/** Certificates for tests of the profile of licences, each part of which can be another one. */
export interface CertificateParts {
  readonly subject: readonly (readonly [string, string])[];
  readonly issuer: readonly (readonly [string, string])[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: KeyObject;
  readonly signedBy: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

export const ECDSA_SHA256 = oid("1.2.840.10045.4.3.2");

export function madeCertificate(parts: CertificateParts): Uint8Array {
  const algorithm = der(0x30, ECDSA_SHA256);
  const body = der(
    0x30,
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(0x11)),
    algorithm,
    nameOf(parts.issuer),
    der(0x30, time(parts.notBefore), time(parts.notAfter)),
    nameOf(parts.subject),
    parts.key.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, ...parts.extensions)),
  );
  const signature = sign("sha256", body, parts.signedBy);
  return der(0x30, body, algorithm, der(0x03, Uint8Array.of(0), signature));
}

export function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  const critical = isCritical ? [der(0x01, Uint8Array.of(0xff))] : [];
  return der(0x30, oid(id), ...critical, der(0x04, value));
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...size), value]);
}

export function oid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const arcs = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    return digits;
  });
  return der(0x06, Uint8Array.from(arcs));
}

/** `20260101000000Z`. */
function time(text: string): Uint8Array {
  return der(0x18, Buffer.from(text));
}

function nameOf(name: readonly (readonly [string, string])[]): Uint8Array {
  return der(0x30, ...name.map(([id, text]) => der(0x31, der(0x30, oid(id), der(0x0c, Buffer.from(text))))));
}
