import type { LICENCE_CLASSES } from "../../door/licence-class.ts";
import { type Reason, reason } from "../../trade/reasons.ts";

export type LicenceClass = (typeof LICENCE_CLASSES)[number];

/** What GA 1029 makes depend on the class of the vehicle, metres. */
export interface ClassLayout {
  /** Outer radius and width of the lane. */
  readonly curve: { readonly outerM: number; readonly laneM: number; readonly recalled: boolean };
  /** Bay of parallel parking: 1.5 times the vehicle's length, and so much. */
  readonly sideBayMoreM: number;
  /** Lane of the right-angle turn: the wheelbase, and so much. */
  readonly cornerMoreM: number;
  /** Radius of the rear axle in that turn, in wheelbases: how far the route turns the front wheels. No standard has it. */
  readonly turnWheelbases: number;
  /** Lane of the slope. */
  readonly slopeLaneM: number;
}

type Kind = "reverse-bay" | "hill-start" | "side-parking" | "curve" | "right-angle";

/** Curve: mlnxb.com/xfsh/xinli/4ey1x0.html, which cites GA 1029-2012. Slope lane: in no page that was found, 3.2 m is what a simulator has. */
const SMALL: ClassLayout = {
  curve: { outerM: 7.5, laneM: 3.5, recalled: false },
  sideBayMoreM: 1,
  cornerMoreM: 1,
  // 4.6 m for the Santana, 29 degrees at the front.
  turnWheelbases: 4.6 / 2.548,
  slopeLaneM: 3.2,
};
/** Curve: recalled, in no page that was found. Bay: jsyzj.com/km2/m162. Corner: zhiyoubaobao.com/wd/3908946.html. */
const LARGE = {
  curve: { outerM: 12, laneM: 4, recalled: true },
  cornerMoreM: 0.5,
  // 40 degrees: the narrower corner has no room for much less.
  turnWheelbases: 1.2,
};
const SLOPE = "slope-lane";

/** What a class is examined on (subject 2 since 2022-04-01), of what can be laid out; how, and what is not known of it. */
interface ClassRow {
  readonly kinds: readonly Kind[];
  readonly layout: Partial<ClassLayout>;
  readonly unknown: Readonly<Partial<Record<Kind, string>>>;
}

const SMALL_KINDS: readonly Kind[] = ["reverse-bay", "hill-start", "side-parking", "curve", "right-angle"];
const LARGE_KINDS: readonly Kind[] = ["hill-start", "side-parking", "curve", "right-angle"];
const NO_HILL: readonly Kind[] = ["reverse-bay", "side-parking", "curve", "right-angle"];
const small = (kinds: readonly Kind[]): ClassRow => ({ kinds, layout: SMALL, unknown: {} });
/** Pole test, slope and one-sided bridge; only the slope would be ours. */
const MOTORCYCLE: ClassRow = { kinds: ["hill-start"], layout: {}, unknown: { "hill-start": SLOPE } };
const PROVINCE: ClassRow = { kinds: [], layout: {}, unknown: {} };

const CLASSES: Readonly<Record<LicenceClass, ClassRow>> = {
  A1: { kinds: LARGE_KINDS, layout: { ...LARGE, sideBayMoreM: -1 }, unknown: { "hill-start": SLOPE } },
  // The formulas are of one rigid body; a tractor with its trailer bends.
  A2: {
    kinds: LARGE_KINDS,
    layout: {},
    unknown: {
      "hill-start": "trailer",
      "side-parking": "trailer",
      curve: "trailer",
      "right-angle": "trailer",
    },
  },
  A3: { kinds: LARGE_KINDS, layout: LARGE, unknown: { "hill-start": SLOPE, "side-parking": "city-bus-bay" } },
  B1: { kinds: LARGE_KINDS, layout: { ...LARGE, sideBayMoreM: 0 }, unknown: { "hill-start": SLOPE } },
  B2: { kinds: LARGE_KINDS, layout: { ...LARGE, sideBayMoreM: 0 }, unknown: { "hill-start": SLOPE } },
  C1: small(SMALL_KINDS),
  C2: small(NO_HILL),
  C3: small(SMALL_KINDS),
  C4: MOTORCYCLE,
  C5: small(NO_HILL),
  C6: {
    kinds: ["curve", "right-angle"],
    layout: {},
    unknown: { curve: "trailer", "right-angle": "trailer" },
  },
  D: MOTORCYCLE,
  E: MOTORCYCLE,
  F: MOTORCYCLE,
  M: PROVINCE,
  N: PROVINCE,
  P: PROVINCE,
};

/** Null where it can be laid out, else why not. */
export function whyNotLaid(kind: string, licenceClass: LicenceClass): Reason | null {
  const { kinds, unknown } = CLASSES[licenceClass];
  const known = kinds.find((one) => one === kind);
  if (known === undefined) return reason("LAYOUT_NOT_OF_CLASS", { kind, licenceClass, kinds });
  const what = unknown[known];
  return what === undefined ? null : reason("LAYOUT_UNKNOWN", { kind, licenceClass, what });
}

/** In the order in which they are driven. */
export function kindsOf(licenceClass: LicenceClass): readonly string[] {
  return CLASSES[licenceClass].kinds;
}

/** Of what can be laid out; a figure that the class does not have is never asked for there. */
export function classLayout(licenceClass: LicenceClass): ClassLayout {
  return { ...SMALL, ...CLASSES[licenceClass].layout };
}
