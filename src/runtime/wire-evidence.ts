import { findPhoto } from "../adapters/disk/photo-copies.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import type { EvidencePhoto } from "../core/evidence/evidence-bundle.ts";
import { PHOTO_MEDIA_TYPES, photoKind } from "../core/photos/photo-form.ts";
import type { EvidencePolicy } from "../core/trade/words/evidence-policies.ts";
import type { EventLink } from "../ports/event-link.ts";
import type { EvidenceDesk } from "../station/evidence-desk.ts";
import { EvidenceSender, type EvidenceSenderOptions } from "../station/evidence-sender.ts";
import { EvidenceWanted } from "../station/evidence-wanted.ts";
import { verdictOf } from "./earlier-record.ts";
import type { StationConfig } from "./station-config.ts";
import { photosDirectory } from "./station-keys.ts";

/** Whose evidence a station sends by itself, and where the photos are that go along. */
export interface EvidenceSent {
  readonly send: EvidencePolicy;
  readonly photo: (sha256: string) => Promise<EvidencePhoto | null>;
}

/** As the station file has it; photos lie beside the journal. */
export function evidenceSent({ evidence, data }: Pick<StationConfig, "evidence" | "data">): EvidenceSent {
  const folder = photosDirectory(data);
  return {
    send: evidence?.send ?? "ordered",
    photo: async (sha256Hex) => {
      const found = findPhoto(folder, sha256Hex);
      const kind = found.kind === "photo" ? photoKind(found.bytes) : null;
      if (found.kind !== "photo" || kind === null) return null;
      return { sha256: sha256Hex, mediaType: PHOTO_MEDIA_TYPES[kind], bytes: found.bytes };
    },
  };
}

type EvidenceParts = Omit<
  EvidenceSenderOptions,
  "station" | "journal" | "link" | "digest" | "verifySignature" | "photo"
> & {
  readonly store: EvidenceSenderOptions["journal"];
  readonly evidence?: EvidenceSent;
};

/** Null where the station sends none, or never hears what the registry speaks. */
export function evidenceDesk(
  station: string,
  parts: EvidenceParts,
  link: EventLink | undefined,
): EvidenceDesk | null {
  const { evidence, store: journal, clock, timers, entropy, compress, logSigner, witness, log } = parts;
  if (evidence === undefined || link === undefined) return null;
  const sender = new EvidenceSender({
    ...{ station, journal, link, clock, timers, entropy, compress, logSigner, witness, log },
    ...{ digest: sha256, verifySignature, photo: evidence.photo },
  });
  return { sender, wanted: new EvidenceWanted(journal, verdictOf), send: evidence.send };
}
