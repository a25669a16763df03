import { type Reason, reason } from "../trade/reasons.ts";
import type { PersonAct } from "./person-act.ts";

/** For terminal and reader: what was done, by whom. */
export function actTold(by: string, act: PersonAct): Reason {
  switch (act.kind) {
    case "journal-exported":
      return reason("ACT_EXPORTED", { by, entries: act.entries, root: act.root });
    case "journal-reindexed":
      return reason("ACT_REINDEXED", { by, entries: act.entries, root: act.root });
    case "journal-restored": {
      const { entries, root, setAside } = act;
      return setAside === null
        ? reason("ACT_RESTORED", { by, entries, root })
        : reason("ACT_REPLACED", { by, entries, root, folder: setAside.folder, before: setAside.entries });
    }
    case "enrolment-requested": {
      const keys = { by, record: act.recordKeyId, log: act.logKeyId };
      const { secondKeyId: second } = act;
      return second === undefined
        ? reason("ACT_ENROLMENT_REQUESTED", keys)
        : reason("ACT_ENROLMENT_REQUESTED_SM2", { ...keys, second });
    }
    case "rotation-requested":
      return reason("ACT_ROTATION_REQUESTED", { by, role: act.role, key: act.newKeyId });
    case "key-rotated":
      return reason("ACT_KEY_ROTATED", { by, role: act.role, before: act.oldKeyId, key: act.newKeyId });
    case "delivery-unlocked":
      return reason("ACT_UNLOCKED", { by });
  }
}
