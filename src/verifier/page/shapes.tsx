/** A shape for each word, known without its colour: tick in a circle, octagon, diamond, triangle and so on. */
const SHAPES = {
  tick: { ground: "M50 4a46 46 0 1 0 .01 0z", sign: "M28 52 44 68 74 34" },
  stop: { ground: "M31 4h38l27 27v38L69 96H31L4 69V31z", sign: "M33 33 67 67M67 33 33 67" },
  broken: { ground: "M50 2 98 50 50 98 2 50z", sign: "M50 24v32M50 70v4" },
  hourglass: {
    ground: "M14 4h72v92H14z",
    sign: "M32 22h36M32 78h36M37 22c0 18 26 36 26 56M63 22c0 18-26 36-26 56",
  },
  replaced: { ground: "M14 4h72v92H14z", sign: "M30 50h38M54 34l16 16-16 16" },
  pause: { ground: "M14 4h72v92H14z", sign: "M38 30v40M62 30v40" },
  clock: { ground: "M50 5 98 93H2z", sign: "M50 40v28h17" },
  "clock-question": { ground: "M50 4a46 46 0 1 0 .01 0z", sign: "M50 24v28h20" },
  question: { ground: "M50 2 98 50 50 98 2 50z", sign: "M39 40a11 11 0 1 1 16 10c-4 2-5 4-5 8M50 71v2" },
  torn: { ground: "M12 4h76v74l-13 12-13-12-12 12-12-12-13 12-13-12z", sign: "M32 32h36M32 50h20" },
} as const;

export type ShapeName = keyof typeof SHAPES;

export function Shape({ name }: { name: ShapeName }) {
  const { ground, sign } = SHAPES[name];
  return (
    <svg class={`shape ${name}`} viewBox="0 0 100 100" aria-hidden="true">
      <path class="shape-ground" d={ground} />
      <path class="shape-sign" d={sign} />
    </svg>
  );
}

const ICONS = {
  scan: "M4 16V8a4 4 0 0 1 4-4h8M32 4h8a4 4 0 0 1 4 4v8M44 32v8a4 4 0 0 1-4 4h-8M16 44H8a4 4 0 0 1-4-4v-8M10 24h28",
  file: "M12 4h16l10 10v26a4 4 0 0 1-4 4H12a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4zM28 4v10h10M16 26h14M16 34h14",
  paste:
    "M16 8h-4a4 4 0 0 0-4 4v28a4 4 0 0 0 4 4h24a4 4 0 0 0 4-4V12a4 4 0 0 0-4-4h-4M16 4h16v8H16zM16 24h16M16 32h10",
  key: "M14 14a10 10 0 1 0 .01 0zM24 24h21v8M36 24v6",
  clock: "M24 4a20 20 0 1 0 .01 0zM24 12v13l8 5",
} as const;

export function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg class="icon" viewBox="0 0 48 48" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
