import { encode } from "uqr";

/** White around a code, in modules: ISO/IEC 18004 asks for four. */
const QUIET = 4;
/** Printed between 35 and 60 mm it is read by any phone. */
export const CODE_MM = 50;

export interface MarkCode {
  /** With the white around it. */
  readonly modules: number;
  readonly version: number;
  /** A whole SVG document. */
  readonly svg: string;
}

/** The QR code of a mark's text: level Q, which a quarter of dirt does not spoil. `label`: what it is, for whoever does not see it. */
export function markCode(text: string, label: string): MarkCode {
  const { data, size, version } = encode(text, { ecc: "Q", border: QUIET, boostEcc: false });
  const rows = data.flatMap((row, y) =>
    runs(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  const name = label.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return {
    modules: size,
    version,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${name}" width="${CODE_MM}mm" height="${CODE_MM}mm" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${rows.join("")}"/></svg>`,
  };
}

function runs(row: readonly boolean[]): readonly { readonly x: number; readonly length: number }[] {
  const found: { x: number; length: number }[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = found.at(-1);
    if (!isDark) continue;
    if (last !== undefined && last.x + last.length === x) last.length += 1;
    else found.push({ x, length: 1 });
  }
  return found;
}
