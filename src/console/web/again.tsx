import type { JobView } from "../../station/live-message.ts";
import { doAgain } from "./commands.ts";
import { jobs } from "./live-store.ts";
import { mayDo } from "./permitted.ts";
import { type TextKey, text } from "./texts.ts";

/** What may follow on the spot: a second attempt, a void test driven again, a re-inspection of what was not passed. Offered once: not when it has followed. */
export function Again({ job }: { job: JobView }) {
  const offered = offeredAgain(job);
  if (offered === null || job.record === null || !mayDo(`${job.kind}.open`) || hasFollowed(job)) return null;
  return (
    <div class="actions">
      <button type="button" class="plain" onClick={() => doAgain(job)}>
        {text(offered)}
      </button>
    </div>
  );
}

function offeredAgain({ kind, verdict, subject }: JobView): TextKey | null {
  if (kind === "inspection") return verdict === "fail" || verdict === "void" ? "inspectAgain" : null;
  if (verdict === "void") return "driveAgain";
  return verdict === "fail" && subject.attempt === "1" ? "secondAttempt" : null;
}

function hasFollowed(job: JobView): boolean {
  const attempt = job.verdict === "void" ? job.subject.attempt : "2";
  return jobs.value.some(
    (other) =>
      other.kind === job.kind &&
      other.state !== "closed" &&
      other.startedWallMs > job.startedWallMs &&
      isSameSubject(other.subject, job.subject) &&
      (job.kind === "inspection" || other.subject.attempt === attempt),
  );
}

/** What names a vehicle or a candidate, as far as it is told. */
const NAMED_BY = ["vin", "plate", "name", "idMasked", "learnerCertificate"] as const;

function isSameSubject(one: JobView["subject"], other: JobView["subject"]): boolean {
  return NAMED_BY.every((word) => one[word] === other[word]);
}
