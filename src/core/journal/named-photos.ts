import { z } from "zod";
import type { JobId } from "../quantities/ids.ts";
import { readEntry } from "./read-entry.ts";

/** A photo that a journal rests on: whoever replays or reviews it asks for these bytes. */
export interface NamedPhoto {
  readonly job: JobId;
  readonly part: string;
  /** Its number in the trade. */
  readonly photo: string;
  readonly sha256: string;
}

/** What the machine of an inspection took; what it refused is named by nobody. */
const taken = z.object({
  type: z.literal("photo-taken"),
  part: z.string(),
  photo: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Of such an entry these bytes are a part, since an entry has one text. */
export const PHOTO_EVENT_TEXT = '"photo-taken"';

/** Photos that an entry names, those that were taken again later among them. */
export function photosNamedIn(bytes: Uint8Array): readonly NamedPhoto[] {
  const entry = readEntry(bytes);
  if (entry?.type !== "job-input") return [];
  return entry.events.flatMap((event) => {
    const { success, data } = taken.safeParse(event);
    return success ? [{ job: entry.job, part: data.part, photo: data.photo, sha256: data.sha256 }] : [];
  });
}
