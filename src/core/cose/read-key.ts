import { bytesOf, type CborNode, entryOf } from "../cbor/cbor-node.ts";
import { COORDINATE_BYTES, type Curve, type CurveKey } from "./algorithms.ts";

const KEY_TYPE = 1;
const CURVE = -1;
const X = -2;
const Y = -3;
const OKP = 1;
const EC2 = 2;
const EC2_CURVES: Readonly<Record<number, Curve>> = { 1: "P-256", 2: "P-384", 3: "P-521" };
const OKP_ED25519 = 6;

/** A COSE_Key that is public and of a curve that is read here; null for anything else, a compressed point among it. */
export function keyOf(node: CborNode | null): CurveKey | null {
  if (node?.kind !== "map") return null;
  const [type, curve] = [entryOf(node, KEY_TYPE), entryOf(node, CURVE)];
  if (type?.kind !== "integer" || curve?.kind !== "integer") return null;
  const x = bytesOf(entryOf(node, X));
  if (type.value === OKP)
    return curve.value === OKP_ED25519 && x?.length === COORDINATE_BYTES.Ed25519
      ? { curve: "Ed25519", x, y: null }
      : null;
  const name = EC2_CURVES[curve.value];
  const y = bytesOf(entryOf(node, Y));
  if (type.value !== EC2 || name === undefined || x === null || y === null) return null;
  const size = COORDINATE_BYTES[name];
  return x.length === size && y.length === size ? { curve: name, x, y } : null;
}
