/** WGS84 by its defining constants (NIMA TR8350.2): semi-major axis and flattening. */
const A = 6_378_137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const RAD = Math.PI / 180;

export interface Geodetic {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Above the ellipsoid. */
  readonly heightM: number;
}

export interface Enu {
  readonly eastM: number;
  readonly northM: number;
  readonly upM: number;
}

type Vector = readonly [x: number, y: number, z: number];

function toEcef(place: Geodetic): Vector {
  const sinLat = Math.sin(place.latitudeDeg * RAD);
  const cosLat = Math.cos(place.latitudeDeg * RAD);
  const n = A / Math.sqrt(1 - E2 * sinLat * sinLat);
  const ring = (n + place.heightM) * cosLat;
  return [
    ring * Math.cos(place.longitudeDeg * RAD),
    ring * Math.sin(place.longitudeDeg * RAD),
    (n * (1 - E2) + place.heightM) * sinLat,
  ];
}

/** Fixed-point iteration on the latitude; six rounds leave less than a nanometre at surveying heights. */
function toGeodetic([x, y, z]: Vector): Geodetic {
  const ring = Math.hypot(x, y);
  let lat = Math.atan2(z, ring * (1 - E2));
  let heightM = 0;
  for (let round = 0; round < 6; round++) {
    const sinLat = Math.sin(lat);
    const n = A / Math.sqrt(1 - E2 * sinLat * sinLat);
    heightM = ring / Math.cos(lat) - n;
    lat = Math.atan2(z, ring * (1 - (E2 * n) / (n + heightM)));
  }
  return { latitudeDeg: lat / RAD, longitudeDeg: Math.atan2(y, x) / RAD, heightM };
}

/** A local tangent frame, east north up, at one origin. */
export class LocalFrame {
  readonly #ecef: Vector;
  readonly #sinLat: number;
  readonly #cosLat: number;
  readonly #sinLon: number;
  readonly #cosLon: number;

  constructor(origin: Geodetic) {
    this.#ecef = toEcef(origin);
    this.#sinLat = Math.sin(origin.latitudeDeg * RAD);
    this.#cosLat = Math.cos(origin.latitudeDeg * RAD);
    this.#sinLon = Math.sin(origin.longitudeDeg * RAD);
    this.#cosLon = Math.cos(origin.longitudeDeg * RAD);
  }

  toGeodetic({ eastM: e, northM: n, upM: u }: Enu): Geodetic {
    const [x0, y0, z0] = this.#ecef;
    const outward = this.#cosLat * u - this.#sinLat * n;
    return toGeodetic([
      x0 - this.#sinLon * e + this.#cosLon * outward,
      y0 + this.#cosLon * e + this.#sinLon * outward,
      z0 + this.#cosLat * n + this.#sinLat * u,
    ]);
  }

  toEnu(place: Geodetic): Enu {
    const [x0, y0, z0] = this.#ecef;
    const [x, y, z] = toEcef(place);
    const dx = x - x0;
    const dy = y - y0;
    const dz = z - z0;
    const outward = this.#cosLon * dx + this.#sinLon * dy;
    return {
      eastM: this.#cosLon * dy - this.#sinLon * dx,
      northM: this.#cosLat * dz - this.#sinLat * outward,
      upM: this.#cosLat * outward + this.#sinLat * dz,
    };
  }
}
