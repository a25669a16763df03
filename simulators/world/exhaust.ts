import type { EngineSpec } from "../../src/scenario/lane-vehicle.ts";

/** Volume shares; HC as hexane. */
export interface ExhaustGasMix {
  readonly coPct: number;
  readonly co2Pct: number;
  readonly hcPpm: number;
  readonly o2Pct: number;
  readonly noPpm: number;
}

export const AMBIENT_AIR: ExhaustGasMix = { coPct: 0, co2Pct: 0.04, hcPpm: 2, o2Pct: 20.9, noPpm: 0 };

/** Carbon dioxide of complete, stoichiometric combustion of petrol. */
const STOICHIOMETRIC_CO2_PCT = 15.3;

/**
 * What comes out of the tail pipe. Cold engines run rich and have a cold catalyst; a misfire passes its charge
 * on unburnt; carbon that left as CO or HC is missing from the CO2.
 */
export function exhaustOf(
  spec: EngineSpec,
  { rpm, oilC, catalystC }: { readonly rpm: number; readonly oilC: number; readonly catalystC: number },
): ExhaustGasMix {
  const high = Math.min(1, Math.max(0, (rpm - spec.idleRpm) / 1700));
  const cold = Math.min(1, Math.max(0, (70 - oilC) / 50));
  const conversion = spec.catalyst / (1 + Math.exp(-(catalystC - 290) / 25));
  const misfire = spec.misfire;

  const coPct = (0.8 - 0.2 * high) * (1 + 5 * cold) * (1 - 0.96 * conversion) * spec.coFactor;
  const rawHcPpm = (180 - 60 * high) * (1 + 3 * cold) + 9000 * misfire;
  // Unburnt charges overload the catalyst.
  const hcPpm = rawHcPpm * (1 - 0.92 * conversion * Math.max(0, 1 - 4 * misfire)) * spec.hcFactor;
  const noPpm = (120 + 160 * high) * (1 - 0.7 * cold) * (1 - 0.9 * conversion);
  const o2Pct = (0.75 - 0.15 * high) * (1 - 0.8 * conversion) * (1 - 0.7 * cold) + 16 * misfire;
  const co2Pct = STOICHIOMETRIC_CO2_PCT * (1 - misfire) - coPct * 0.9 - (hcPpm * 6) / 10_000 - o2Pct * 0.25;
  return mixed({ coPct, co2Pct, hcPpm, o2Pct, noPpm }, AMBIENT_AIR, spec.exhaustLeak);
}

/** `share` of `b` in `a`. */
export function mixed(a: ExhaustGasMix, b: ExhaustGasMix, share: number): ExhaustGasMix {
  const blend = (x: number, y: number): number => x + (y - x) * share;
  return {
    coPct: blend(a.coPct, b.coPct),
    co2Pct: blend(a.co2Pct, b.co2Pct),
    hcPpm: blend(a.hcPpm, b.hcPpm),
    o2Pct: blend(a.o2Pct, b.o2Pct),
    noPpm: blend(a.noPpm, b.noPpm),
  };
}

/** Air-fuel ratio from the gases by Brettschneider's equation, for petrol; null where hardly anything burnt. */
export function lambdaOf({ coPct, co2Pct, hcPpm, o2Pct }: ExhaustGasMix): number | null {
  if (co2Pct + coPct < 1) return null;
  const hydrogen = 1.7261 / 4;
  const oxygen = 0.0176 / 2;
  const carbon = co2Pct + coPct;
  const burnt = co2Pct + coPct / 2 + o2Pct + (hydrogen * (3.5 / (3.5 + coPct / co2Pct)) - oxygen) * carbon;
  return burnt / ((1 + hydrogen - oxygen) * (carbon + (6 * hcPpm) / 10_000));
}
