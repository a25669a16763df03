import type { WaitingName } from "../../core/queue/queue-order.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";

/** As people read it in the address. */
const NAMES: Readonly<Record<JobKind, string>> = { inspection: "vehicle", exam: "candidate" };
/** `1780300800000-20260601-080005-100-70b30f4e.json`: the time of its last change, then its name. */
const INSTEAD = /^(\d{1,16})-(.+)$/;

export function checkInAddress(of: JobKind, instead: WaitingName | null = null): string {
  const steps = instead === null ? [] : [encodeURIComponent(`${instead.modifiedMs}-${instead.file}`)];
  return ["#check-in", NAMES[of], ...steps].join("/");
}

export function checkInPlace(
  name: string | null,
  part: string | null,
): { readonly page: "check-in"; readonly of: JobKind | null; readonly instead: WaitingName | null } {
  const of = (["inspection", "exam"] as const).find((kind) => NAMES[kind] === name) ?? null;
  const [, modifiedMs, file = ""] = INSTEAD.exec(part ?? "") ?? [];
  const instead = of === null || modifiedMs === undefined ? null : { file, modifiedMs: Number(modifiedMs) };
  return { page: "check-in", of, instead };
}
