import type { GroundPoint } from "./car-pose.ts";

const SPACING_M = 0.05;
/** Surveyed points carry a tenth of a millimetre; over this way it does not matter to heading and curvature. */
const WINDOW_M = 0.4;
const DEG = 180 / Math.PI;

export interface PathPlace {
  readonly x: number;
  readonly y: number;
  /** Azimuth of travel. */
  readonly azimuthDeg: number;
  /** Change of the azimuth of travel, radians a metre; positive to the right. */
  readonly curvaturePerM: number;
}

/** A line to drive along, by the way gone from its beginning. Beyond its ends it goes straight on. */
export class CoursePath {
  readonly lengthM: number;
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  readonly #azimuthRad: number[] = [];
  readonly #curvature: number[] = [];

  constructor(points: readonly GroundPoint[]) {
    this.lengthM = lengthOf(points);
    this.#resample(points);
    this.#measure();
  }

  at(wayM: number): PathPlace {
    const last = this.#x.length - 1;
    const place = Math.min(last, Math.max(0, wayM / SPACING_M));
    const i = Math.min(last - 1, Math.floor(place));
    const t = place - i;
    const mix = (values: readonly number[]): number =>
      (values[i] ?? 0) * (1 - t) + (values[i + 1] ?? values[i] ?? 0) * t;
    const azimuth = mix(this.#azimuthRad);
    const beyondM = wayM - place * SPACING_M;
    return {
      x: mix(this.#x) + beyondM * Math.sin(azimuth),
      y: mix(this.#y) + beyondM * Math.cos(azimuth),
      azimuthDeg: azimuth * DEG,
      curvaturePerM: mix(this.#curvature),
    };
  }

  /** The way to the foot of this point, looked for near `nearM`; negative before the beginning. */
  project(point: GroundPoint, nearM: number): number {
    let wayM = nearM;
    for (let round = 0; round < 3; round++) {
      const place = this.at(wayM);
      const azimuth = place.azimuthDeg / DEG;
      wayM += (point.x - place.x) * Math.sin(azimuth) + (point.y - place.y) * Math.cos(azimuth);
    }
    return wayM;
  }

  #resample(points: readonly GroundPoint[]): void {
    const steps = Math.max(2, Math.floor(this.lengthM / SPACING_M));
    let segment = 0;
    let doneM = 0;
    for (let i = 0; i <= steps; i++) {
      const wantM = Math.min(i * SPACING_M, this.lengthM);
      let a = points[segment] ?? { x: 0, y: 0 };
      let b = points[segment + 1] ?? a;
      let pieceM = Math.hypot(b.x - a.x, b.y - a.y);
      while (doneM + pieceM < wantM - 1e-9 && segment < points.length - 2) {
        doneM += pieceM;
        segment++;
        a = points[segment] ?? a;
        b = points[segment + 1] ?? b;
        pieceM = Math.hypot(b.x - a.x, b.y - a.y);
      }
      const t = pieceM === 0 ? 0 : (wantM - doneM) / pieceM;
      this.#x.push(a.x + (b.x - a.x) * t);
      this.#y.push(a.y + (b.y - a.y) * t);
    }
  }

  #measure(): void {
    const reach = Math.round(WINDOW_M / SPACING_M);
    const last = this.#x.length - 1;
    let before = 0;
    for (let i = 0; i <= last; i++) {
      const from = Math.max(0, Math.min(i - reach, last - 1));
      const to = Math.min(last, Math.max(i + reach, 1));
      // At the ends the window is one-sided; shrinking it symmetrically keeps the heading true there.
      const half = Math.max(1, Math.min(i - from, to - i));
      const a = Math.max(0, i - half);
      const b = Math.min(last, i + half);
      const raw = Math.atan2((this.#x[b] ?? 0) - (this.#x[a] ?? 0), (this.#y[b] ?? 0) - (this.#y[a] ?? 0));
      before += i === 0 ? raw : wrap(raw - before);
      this.#azimuthRad.push(before);
    }
    for (let i = 0; i <= last; i++) {
      const a = Math.max(0, i - reach);
      const b = Math.min(last, i + reach);
      this.#curvature.push(((this.#azimuthRad[b] ?? 0) - (this.#azimuthRad[a] ?? 0)) / ((b - a) * SPACING_M));
    }
  }
}

function wrap(rad: number): number {
  return rad - 2 * Math.PI * Math.round(rad / (2 * Math.PI));
}

export function lengthOf(points: readonly GroundPoint[]): number {
  let sum = 0;
  for (const [i, b] of points.entries()) {
    const a = points[i - 1];
    if (a !== undefined) sum += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return sum;
}
