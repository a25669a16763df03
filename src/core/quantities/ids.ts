/** Ids are branded per kind, so that a job cannot stand where a device is meant. They are plain strings on the wire. */
declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

/** Station code as the registry knows it, e.g. `HB-WH-0042`. */
export type StationId = Id<"station">;
/** One ordered inspection or exam. */
export type JobId = Id<"job">;
/** A device of this station as its configuration names it, e.g. `brake-bench-1`. */
export type DeviceId = Id<"device">;
/** A person who acts: inspector, examiner, signatory; never a candidate. */
export type ActorId = Id<"actor">;
/** SHA-256 of the DSSE pre-authentication bytes, 64 lower-case hex digits. */
export type RecordId = Id<"record">;

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** The caller has validated `text` (configuration schema, journal entry schema). */
export function asId<Kind extends string>(text: string): Id<Kind> {
  return text as Id<Kind>;
}
