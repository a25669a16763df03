/** From when on something is an outage, and what its length does. Each is a key of the station file, under `outages`. */
export interface OutageLimits {
  readonly offline: {
    /** Without the registry, or with a result that waits so long for its receipt. */
    readonly fromMinutes: number;
    readonly warnDays: number;
    readonly provisionalDays: number;
    readonly stopDays: number;
  };
  readonly signerDown: { readonly fromSeconds: number };
  readonly deviceDegraded: { readonly fromMinutes: number };
}

export interface LimitRow {
  /** As in the station file. */
  readonly key: string;
  readonly unit: "minutes" | "seconds" | "days";
  readonly value: number;
  readonly source: string;
  readonly confidence: "ours" | "requirement";
}

/** The defaults, each with where it comes from. No law of a country is among them: a country that has one writes it into its station files. */
export const OUTAGE_LIMIT_ROWS = {
  offlineFrom: {
    key: "offline.fromMinutes",
    unit: "minutes",
    value: 60,
    source: "our own: longer than a restart of a broker or a line that is changed over",
    confidence: "ours",
  },
  offlineWarn: {
    key: "offline.warnDays",
    unit: "days",
    value: 3,
    source: "our requirement for keys at an edge without a line (SG-11): told after 3 days",
    confidence: "requirement",
  },
  offlineProvisional: {
    key: "offline.provisionalDays",
    unit: "days",
    value: 7,
    source: "the same (SG-11): after 7 days a revoked key may be in use, so results are provisional",
    confidence: "requirement",
  },
  offlineStop: {
    key: "offline.stopDays",
    unit: "days",
    value: 14,
    source: "our own: twice the days after which results are provisional",
    confidence: "ours",
  },
  signerFrom: {
    key: "signerDown.fromSeconds",
    unit: "seconds",
    value: 15,
    source: "our own: three tries, 5 s apart",
    confidence: "ours",
  },
  deviceFrom: {
    key: "deviceDegraded.fromMinutes",
    unit: "minutes",
    value: 10,
    source: "our own: longer than an instrument takes to warm up or a cable to be put back",
    confidence: "ours",
  },
} as const satisfies Readonly<Record<string, LimitRow>>;

const { offlineFrom, offlineWarn, offlineProvisional, offlineStop, signerFrom, deviceFrom } =
  OUTAGE_LIMIT_ROWS;

export const OUTAGE_LIMITS: OutageLimits = {
  offline: {
    fromMinutes: offlineFrom.value,
    warnDays: offlineWarn.value,
    provisionalDays: offlineProvisional.value,
    stopDays: offlineStop.value,
  },
  signerDown: { fromSeconds: signerFrom.value },
  deviceDegraded: { fromMinutes: deviceFrom.value },
};
