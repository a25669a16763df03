/**
 * WGS84 to a local tangent plane and back, by way of earth-centred coordinates: exact for a flat test ground of any
 * practical size. Heights of receivers are not used (the plane is that of the origin): 10 m of height error moves a
 * point 200 m away by 0.3 mm.
 */
const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY_SQ = FLATTENING * (2 - FLATTENING);
const RADIANS = Math.PI / 180;

export interface GeodeticPoint {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
}

/** East, north, metres of the origin. */
export type LocalPoint = readonly [eastM: number, northM: number];

export class LocalFrame {
  readonly origin: GeodeticPoint;
  readonly #x: number;
  readonly #y: number;
  readonly #z: number;
  readonly #sinLat: number;
  readonly #cosLat: number;
  readonly #sinLon: number;
  readonly #cosLon: number;

  constructor(origin: GeodeticPoint) {
    this.origin = origin;
    this.#sinLat = Math.sin(origin.latitudeDeg * RADIANS);
    this.#cosLat = Math.cos(origin.latitudeDeg * RADIANS);
    this.#sinLon = Math.sin(origin.longitudeDeg * RADIANS);
    this.#cosLon = Math.cos(origin.longitudeDeg * RADIANS);
    const n = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQ * this.#sinLat * this.#sinLat);
    this.#x = (n + origin.heightM) * this.#cosLat * this.#cosLon;
    this.#y = (n + origin.heightM) * this.#cosLat * this.#sinLon;
    this.#z = (n * (1 - ECCENTRICITY_SQ) + origin.heightM) * this.#sinLat;
  }

  /** Degrees to metres east and north; the point is taken at the origin's height. */
  toLocal(latitudeDeg: number, longitudeDeg: number): LocalPoint {
    const sinLat = Math.sin(latitudeDeg * RADIANS);
    const cosLat = Math.cos(latitudeDeg * RADIANS);
    const n = SEMI_MAJOR_M / Math.sqrt(1 - ECCENTRICITY_SQ * sinLat * sinLat);
    const h = this.origin.heightM;
    const longitude = longitudeDeg * RADIANS;
    const dx = (n + h) * cosLat * Math.cos(longitude) - this.#x;
    const dy = (n + h) * cosLat * Math.sin(longitude) - this.#y;
    const dz = (n * (1 - ECCENTRICITY_SQ) + h) * sinLat - this.#z;
    const outward = this.#cosLon * dx + this.#sinLon * dy;
    return [-this.#sinLon * dx + this.#cosLon * dy, -this.#sinLat * outward + this.#cosLat * dz];
  }

  /** The inverse of `toLocal` for points at the origin's height (`upM` 0); `upM` is added to the height. */
  toGeodetic(eastM: number, northM: number, upM = 0): GeodeticPoint {
    let latitudeDeg = this.origin.latitudeDeg + northM / 111_000;
    let longitudeDeg = this.origin.longitudeDeg + eastM / (111_000 * this.#cosLat);
    // Newton with a constant Jacobian: each round gains about three digits, six reach the last bit.
    for (let round = 0; round < 8; round++) {
      const [east, north] = this.toLocal(latitudeDeg, longitudeDeg);
      latitudeDeg += (northM - north) / 111_000;
      longitudeDeg += (eastM - east) / (111_300 * this.#cosLat);
    }
    return { latitudeDeg, longitudeDeg, heightM: this.origin.heightM + upM };
  }
}
