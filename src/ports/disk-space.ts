/** Bytes that this program may still write where the journal is; null where the system does not say. */
export type FreeBytes = () => number | null;
