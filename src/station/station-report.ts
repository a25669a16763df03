import type { Told } from "../core/trade/reason-shape.ts";
import type { FaultCode } from "../core/trade/words/faults.ts";
import type { RegistryIs } from "./live-message.ts";

/**
 * What the page of the station asks for each second while it is open, beside what the live messages tell everybody. Ages and spans are of
 * the station's steady clock, so that a clock that is set moves none of them.
 */
export interface StationReport {
  readonly nowWallMs: number;
  /** Since the start of this process. */
  readonly upMs: number;
  readonly devices: readonly DevicePulseView[];
  readonly journal: {
    readonly entries: number;
    /** Null: not since the start. */
    readonly lastSealedWallMs: number | null;
    readonly lastReceiptWallMs: number | null;
    /** Null where the system does not say. */
    readonly freeBytes: number | null;
    /** Until the station begins no more jobs, at the pace of the last hours; null where that is not known. */
    readonly lastsMs: number | null;
  };
  readonly people: {
    readonly here: number;
    readonly locked: number;
    /** Null for whoever may not see people. */
    readonly names: readonly string[] | null;
  };
  readonly registry: {
    /** Of what waits for it; null where nothing does, or nothing is tried. Negative: it is overdue. */
    readonly oldestAgeMs: number | null;
    readonly nextInMs: number | null;
    readonly which: WhichRegistry;
  };
  /** By the key of a problem: for how long it has been there. */
  readonly standsForMs: Readonly<Record<string, number>>;
}

/** To which registry the station delivers: in words, as whoever started it knows. */
export interface WhichRegistry extends Told {
  readonly is: RegistryIs;
}

export interface DevicePulseView {
  readonly device: string;
  readonly serial: string;
  readonly simulated: boolean;
  readonly calibration: {
    readonly certificate: string;
    readonly validTo: string;
    readonly daysLeft: number;
  } | null;
  /** Of the last good reading; null: none since the start. */
  readonly goodAgeMs: number | null;
  /** Of whatever came last, understood or not. */
  readonly heardAgeMs: number | null;
  /** Good frames a second over the last seconds; null in the first ones. */
  readonly framesPerS: number | null;
  readonly faults: {
    /** The history reaches so far back: an hour, or less. */
    readonly overMs: number;
    readonly count: number;
    readonly longestMs: number;
    /** Oldest first; ages, the end null while it stands. */
    readonly spans: readonly {
      readonly code: FaultCode;
      readonly fromAgoMs: number;
      readonly toAgoMs: number | null;
    }[];
  };
}

/** The last frames of one device, newest first. */
export interface DeviceRawView {
  readonly device: string;
  readonly nowWallMs: number;
  readonly frames: readonly RawFrameView[];
}

export interface RawFrameView {
  readonly atWallMs: number;
  readonly way: "in" | "out";
  /** `0a ff`, the first bytes; empty where the device has none. */
  readonly hex: string;
  /** Readable characters, a dot for each other one; or variables and lines in words. */
  readonly text: string;
  readonly bytes: number;
  /** Bytes that are not shown. */
  readonly unshown: number;
  /** Readings that were made of it. */
  readonly decoded: readonly {
    readonly words: string;
    readonly quality: string;
    readonly why: Told | null;
  }[];
  /**
   * Why nothing was made of it, or not yet: `part` of a reading that is not whole, `held` for the rest of its frame, `refused`;
   * null where something was, and `unknown` where nobody looked when it came.
   */
  readonly instead: "part" | "held" | "refused" | "unknown" | null;
  /** Of what was refused, where the codec says. */
  readonly why: Told | null;
}

export interface LogLine {
  readonly atWallMs: number;
  readonly level: "info" | "warn" | "error";
  readonly what: string;
  /** `name=value`, one after the other. */
  readonly details: string;
}
