import type { Locator, Page } from "playwright-core";
import type { JobView } from "../../src/station/live-message.ts";
import { inspection, NOW_MS, type PARTS, showsPhotos, tell, tellNow, withPart } from "./manual-views.ts";
import type { Opened, OpenOptions } from "./opened-page.ts";

const INSPECTOR = { name: "王海", roles: ["operator" as const] };

export interface AtWork extends Opened {
  readonly me: string;
  readonly other: string;
  /** The inspection as it was last told. */
  job: JobView;
  tells(job: JobView): void;
}

/** An inspector at a station with one vehicle, and a colleague of theirs. */
export async function atWork(
  opened: (options: OpenOptions) => Promise<Opened>,
  {
    shows = (job) => job,
    ...options
  }: OpenOptions & { shows?: (job: JobView, me: string, other: string) => JobView } = {},
): Promise<AtWork> {
  let other = "";
  const all = await opened({
    as: INSPECTOR,
    ...options,
    before: async (station) => {
      other = (await station.people.person({ name: "李工", roles: ["operator"] })).id;
    },
    prepare: async (page) => {
      await showsPhotos(page);
      await options.prepare?.(page);
    },
  });
  const me = all.person?.id ?? "";
  const work: AtWork = {
    ...all,
    me,
    other,
    job: inspection(),
    tells: (job) => {
      work.job = job;
      tell(all.station, job);
    },
  };
  tellNow(all.station);
  work.tells(shows(inspection(), me, other));
  return work;
}

/** This part is theirs, for so many seconds more at least. */
export const mine =
  (part: keyof typeof PARTS, leftS = 0) =>
  (job: JobView, me: string): JobView =>
    withPart(job, part, { state: "running", by: [me], endableWallMs: NOW_MS + 1_000 * leftS });

export const part = (key: string) => ({ path: `/#job/J-1/${key}` });
export const row = (page: Page, code: string): Locator => page.locator(`[data-row="${code}"]`);
export const inOrder = (page: Page, code: string): Locator =>
  row(page, code).getByRole("button", { name: "合格", exact: true });
export const defect = (page: Page, code: string): Locator =>
  row(page, code).getByRole("button", { name: "不合格" });
export const entered = (item: string, more: object = {}) => ({
  job: "J-1",
  command: { name: "part-enter", item, found: "in-order", note: "", values: {}, ...more },
});

/** The station took it, and tells so. */
export function takes(
  work: AtWork,
  key: keyof typeof PARTS,
  code: string,
  changes: Partial<(typeof PARTS)["identity"]["items"][number]>,
): void {
  const items = work.job.manual?.parts
    .find(({ part: known }) => known === key)
    ?.items.map((one) =>
      one.item === code ? { ...one, by: work.me, entries: one.entries + 1, ...changes } : one,
    );
  work.tells(withPart(work.job, key, { items: items ?? [] }));
}
