import type { GnssDisturbance, GnssReceiverSettings } from "../../src/scenario/gnss.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";

type Kind = GnssDisturbance["kind"];
type Of<K extends Kind> = Extract<GnssDisturbance, { kind: K }>;

interface Active {
  readonly disturbance: GnssDisturbance;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What is wrong with a receiver at an instant. */
export class Disturbances {
  #active: Active[] = [];

  /** From then on, for as long as it says. */
  add(disturbance: GnssDisturbance, fromMs: number): void {
    this.#active.push({ disturbance, fromMs, untilMs: fromMs + disturbance.forS * 1000 });
  }

  forgetBefore(atMs: number): void {
    this.#active = this.#active.filter(({ untilMs }) => untilMs > atMs);
  }

  /** All of a kind that are on, in the order in which they were told, with their first instant. */
  all<K extends Kind>(kind: K, atMs: number): (Of<K> & { readonly fromMs: number })[] {
    return this.#active.flatMap(({ disturbance, fromMs }) =>
      disturbance.kind === kind && fromMs <= atMs ? [{ ...(disturbance as Of<K>), fromMs }] : [],
    );
  }

  /** The last one of a kind counts where only one can be true. */
  last<K extends Kind>(kind: K, atMs: number): (Of<K> & { readonly fromMs: number }) | undefined {
    return this.all(kind, atMs).at(-1);
  }

  /** What they move a position by. `pairDeg`: azimuth from the first antenna to the second. */
  offset(atMs: number, pairDeg: number, random: SeededRandom): { eastM: number; northM: number } {
    let eastM = 0;
    let northM = 0;
    const move = (distanceM: number, azimuthRad: number) => {
      eastM += distanceM * Math.sin(azimuthRad);
      northM += distanceM * Math.cos(azimuthRad);
    };
    for (const jump of this.all("jump", atMs)) {
      eastM += jump.eastM;
      northM += jump.northM;
    }
    for (const { fromMs, periodS, amplitudeM } of this.all("multipath", atMs)) {
      const phase = (2 * Math.PI * (atMs - fromMs)) / 1000 / periodS;
      eastM += amplitudeM * Math.sin(phase);
      northM += amplitudeM * Math.sin(2 * phase) * 0.5;
    }
    for (const { share, leastM, mostM } of this.all("outliers", atMs))
      if (random.chance(share)) move(leastM + (mostM - leastM) * random.unit(), 2 * Math.PI * random.unit());
    const swap = this.last("swapped-antennas", atMs);
    if (swap?.byDeg === 180) move(swap.baselineM, (pairDeg * Math.PI) / 180);
    return { eastM, northM };
  }
}

/** Null, or why this receiver cannot show it: a disturbance that nobody sees would quietly test nothing. */
export function disturbanceProblem(
  disturbance: GnssDisturbance,
  { sentences, gst }: Pick<GnssReceiverSettings, "sentences" | "gst">,
): string | null {
  const ksxt = sentences.startsWith("ksxt");
  if (disturbance.kind === "outliers" && disturbance.leastM > disturbance.mostM)
    return "the least distance of an outlier is more than the most";
  if (disturbance.kind === "wrong-date" && disturbance.date === "none" && ksxt)
    return `${sentences} has a date in each sentence`;
  if (disturbance.kind !== "contradicting-quality") return null;
  const { rmc, hdop, satellites, sigmaM } = disturbance;
  if (rmc === undefined && hdop === undefined && satellites === undefined && sigmaM === undefined)
    return "nothing is named that contradicts";
  if (ksxt && (rmc !== undefined || hdop !== undefined)) return `${sentences} has neither RMC nor GGA`;
  if (sigmaM !== undefined && !gst) return "the receiver is not set to send GST";
  return null;
}
