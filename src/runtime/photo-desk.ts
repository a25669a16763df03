import { checkPhoto } from "../core/photos/photo-check.ts";
import type { Reason } from "../core/trade/reasons.ts";
import { reason } from "../core/trade/reasons.ts";
import type { PhotoShelf } from "../ports/photo-shelf.ts";
import { wordOfDisk } from "../station/no-job.ts";
import type { ConsoleDesk, Present } from "./console-desk.ts";

/** More than a vehicle has sides, several times over: a finger or a program that sends for ever must not fill the disk. */
const UPLOADS_MAX = 200;

export interface PhotoDeskOptions {
  readonly desk: Pick<ConsoleDesk, "command" | "whyNotTo">;
  readonly shelf: PhotoShelf;
  freeBytes(): number | null;
}

export interface PhotoPlace {
  readonly job: string;
  readonly part: string;
  readonly photo: string;
}

export type PhotoAnswer =
  | { readonly kind: "kept"; readonly sha256: string }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Takes photos in: kept first, then told to the machine; what the machine does not want is not kept. */
export class PhotoDesk {
  readonly #options: PhotoDeskOptions;
  readonly #uploads = new Map<string, number>();

  constructor(options: PhotoDeskOptions) {
    this.#options = options;
  }

  async take({ job, part, photo }: PhotoPlace, bytes: Uint8Array, who: Present): Promise<PhotoAnswer> {
    const { desk, shelf, freeBytes } = this.#options;
    const why = desk.whyNotTo(job, "part-photo", who) ?? this.#whyFull(job, freeBytes());
    if (why !== null) return { kind: "refused", reason: why };
    const checked = checkPhoto(bytes);
    if (checked.kind === "refused") return checked;
    this.#uploads.set(job, (this.#uploads.get(job) ?? 0) + 1);
    const kept = await shelf.keep(bytes);
    if (kept.kind === "refused") return kept;
    const { sha256, isNew } = kept;
    const answer = await desk.command(job, { name: "part-photo", part, photo, sha256 }, who, null);
    if (answer.kind === "accepted") return { kind: "kept", sha256 };
    if (isNew) await shelf.drop(sha256);
    return { kind: "refused", reason: answer.reason };
  }

  read(sha256: string): ReturnType<PhotoShelf["read"]> {
    return this.#options.shelf.read(sha256);
  }

  #whyFull(job: string, freeBytes: number | null): Reason | null {
    if ((this.#uploads.get(job) ?? 0) >= UPLOADS_MAX) return reason("PHOTOS_TOO_MANY", { most: UPLOADS_MAX });
    const disk = wordOfDisk(freeBytes);
    return disk?.code === "DISK_NEARLY_FULL" ? disk : null;
  }
}
