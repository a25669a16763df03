import { z } from "zod";
import type { BenchTraits } from "../core/journal/entry.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { Sentence } from "../core/trade/reason-shape.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import type { PlcSession } from "./plc-session.ts";
import type { DecodingSession } from "./protocol-session.ts";

/** How a device can be reached; the forms stand in the station file's `address`. */
export type AddressKind = "serial" | "tcp" | "opcua" | "firmata" | "gpio" | "sim";

export interface LineSettings {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** Where it is known from: `clause` says which part, `confidence` how far it can be trusted. */
export interface ModelDocument {
  readonly document: string;
  readonly clause: string;
  readonly confidence: "manual" | "driver" | "recalled" | "own";
}

/** What configuration, checks, wiring, `decode` and the docs ask of a model of device. One file of each model says it. */
interface ModelSheet<Options extends z.ZodObject> {
  readonly model: string;
  readonly name: Sentence;
  /** A second name that `decode` takes. */
  readonly alias?: string;
  readonly roles: readonly DeviceRole[];
  readonly addresses: readonly AddressKind[];
  /** Where its address does not say otherwise; null for what has no serial line. */
  readonly line: LineSettings | null;
  /** What a station file may set. Every key has a default. */
  readonly options: Options;
  /** The option that tells dialects of the model apart, and their names. */
  readonly variants?: { readonly option: string; readonly names: Readonly<Record<string, Sentence>> };
  /** Of a brake bench: whether it tells its own maxima after each run. Its option `sampleRateHz` says how often it samples. */
  readonly bench?: { readonly summary: boolean };
  /** Options that name a file, relative to the station file. */
  readonly files?: readonly string[];
  /** The device of `simulators/` that stands for it. */
  readonly simulator: string;
  readonly documents: readonly ModelDocument[];
}

/** Speaks in bytes. */
export interface BytesModel extends ModelSheet<z.ZodObject> {
  readonly kind: "bytes";
  create(device: DeviceId, options: unknown, from?: BytesFrom): DecodingSession;
  readonly recording: Recording;
  /** The board file behind its channel, where it has one. */
  boardFile(options: unknown): string | null;
}

/** A recording holds the instrument's side alone: nothing in it is an answer to a question of ours. */
export type BytesFrom = "instrument" | "recording";

export interface Recording {
  /** Where `decode` is not told otherwise. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A new one for each file. */
  filter(): RecordingFilter;
}

/** Says piece by piece what of a recorded file came from the instrument; what it gives is good until the next piece. */
export interface RecordingFilter {
  take(recorded: Uint8Array): Uint8Array;
}

/** What makes observations of a recording. */
export interface RecordingDecoder {
  readonly session: DecodingSession;
  readonly filter: RecordingFilter;
}

const EVERYTHING: RecordingFilter = { take: (recorded) => recorded };

/** Is a set of variables of a PLC. */
export interface PlcModel extends ModelSheet<z.ZodObject> {
  readonly kind: "plc";
  create(device: DeviceId, options: unknown): PlcSession;
}

/** Is a bank of digital lines, which the station file names. */
export interface LinesModel extends ModelSheet<z.ZodObject> {
  readonly kind: "lines";
  debounceMs(options: unknown): number;
}

export type DeviceModel = BytesModel | PlcModel | LinesModel;

/** Throughout, options are what the schema makes of what the station file says; whatever it refuses throws a ZodError. */
export function bytesModel<Options extends z.ZodObject>(
  sheet: ModelSheet<Options> & {
    create(device: DeviceId, options: z.output<Options>, from: BytesFrom): DecodingSession;
    recording?: Partial<Recording>;
    boardFile?(options: z.output<Options>): string;
  },
): BytesModel {
  const { create, recording, boardFile, options: schema } = sheet;
  return {
    ...sheet,
    kind: "bytes",
    create: (device, options, from = "instrument") => create(device, schema.parse(options), from),
    recording: { options: {}, filter: () => EVERYTHING, ...recording },
    boardFile: (options) => boardFile?.(schema.parse(options)) ?? null,
  };
}

export function plcModel<Options extends z.ZodObject>(
  sheet: ModelSheet<Options> & { create(device: DeviceId, options: z.output<Options>): PlcSession },
): PlcModel {
  const { create, options: schema } = sheet;
  return { ...sheet, kind: "plc", create: (device, options) => create(device, schema.parse(options)) };
}

export function linesModel<Options extends z.ZodObject>(
  sheet: ModelSheet<Options> & { debounceMs(options: z.output<Options>): number },
): LinesModel {
  const { debounceMs, options: schema } = sheet;
  return { ...sheet, kind: "lines", debounceMs: (options) => debounceMs(schema.parse(options)) };
}

/** Null for what is no brake bench. Options as `create` takes them. */
export function benchTraits({ bench, options: schema }: DeviceModel, options: unknown): BenchTraits | null {
  if (bench === undefined) return null;
  const { sampleRateHz } = benchOptions.parse(schema.parse(options));
  return { sampleRateHz, ...bench };
}

const benchOptions = z.object({ sampleRateHz: z.number() });
