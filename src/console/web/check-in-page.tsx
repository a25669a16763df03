import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { WaitingName } from "../../core/queue/queue-order.ts";
import { DESK_ACTS } from "../../core/trade/words/desk-acts.ts";
import { PERSON_ROLES } from "../../core/trade/words/person-roles.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { place } from "./address.ts";
import { checkInAddress } from "./check-in-address.ts";
import { draftName, hasDraft, kindsTakenIn, setDraft, tookInHere } from "./check-in-draft.ts";
import { CheckInForm } from "./check-in-form.tsx";
import { valuesOf } from "./check-in-papers.ts";
import { Problem } from "./field.tsx";
import { queued, whyOf } from "./queue-store.ts";
import { asked, session } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";

/** Where somebody comes into the queue: a vehicle, or a candidate; or where one who waits is corrected. */
export function CheckInPage() {
  const at = place.value;
  if (at.page !== "check-in") return null;
  const kinds = kindsTakenIn();
  const kind = at.of ?? kinds[0] ?? "inspection";
  const { instead } = at;
  return (
    <div class="check-in-page">
      <div class="review-title">
        <h2>{text(instead === null ? "checkInTitle" : "checkInMend")}</h2>
        <a class="plain" href="#queue">
          {text("toQueue")}
        </a>
      </div>
      <TookIn />
      {instead === null && kinds.length > 1 && <Kinds kinds={kinds} here={kind} />}
      {kinds.includes(kind) ? (
        <Shown key={draftName(kind, instead)} kind={kind} instead={instead} />
      ) : (
        <NotYours kind={kind} />
      )}
    </div>
  );
}

function Kinds({ kinds, here }: { kinds: readonly JobKind[]; here: JobKind }) {
  return (
    <nav class="check-in-kinds" aria-label={text("checkIn")}>
      {kinds.map((kind) => (
        <a
          key={kind}
          class="plain"
          href={checkInAddress(kind)}
          aria-current={kind === here ? "page" : undefined}
        >
          {text(`checkInOf${kind}`)}
        </a>
      ))}
    </nav>
  );
}

function TookIn() {
  useLayoutEffect(
    () => () => {
      tookInHere.value = null;
    },
    [],
  );
  return (
    <div role="status">
      {tookInHere.value !== null && (
        <p class="notice mild took-in">
          <strong>{tookInHere.value}</strong> {text("anotherOne")}{" "}
          <a class="plain" href="#queue">
            {text("seeQueue")}
          </a>
        </p>
      )}
    </div>
  );
}

function NotYours({ kind }: { kind: JobKind }) {
  const roles = DESK_ACTS[`${kind}.take-in`].roles.map((role) => said(PERSON_ROLES[role]));
  return (
    <p class="notice">
      {text("checkInNotYours")} {roles.join(text("comma"))}
    </p>
  );
}

function Shown({ kind, instead }: { kind: JobKind; instead: WaitingName | null }) {
  const name = draftName(kind, instead);
  const nowhere = whyOf(queued.value?.view.queues.find((queue) => queue.kind === kind)?.takeIn);
  const unread = useUnread(kind, instead);
  if (nowhere !== null) return <p class="notice">{said(nowhere)}</p>;
  if (unread.value !== null) return <Problem>{unread.value}</Problem>;
  if (instead !== null && !hasDraft(name))
    return (
      <p class="card" role="status">
        {text("loading")}
      </p>
    );
  return <CheckInForm kind={kind} instead={instead} name={name} />;
}

/** Why the papers that are to be corrected are not here; null while they come, and when they are. */
function useUnread(kind: JobKind, instead: WaitingName | null) {
  const unread = useSignal<string | null>(null);
  const name = draftName(kind, instead);
  // Anew when somebody unlocks: what was typed before is still there.
  const isKnown = instead === null || hasDraft(name);
  const who = session.value?.person.id;
  useLayoutEffect(() => {
    if (isKnown || instead === null) return;
    const { file, modifiedMs } = instead;
    const query = new URLSearchParams({ kind, file, modifiedMs: String(modifiedMs) });
    void asked<{ readonly papers: Readonly<Record<string, unknown>> }>("GET", `api/check-in?${query}`).then(
      (answer) => {
        if (answer.kind === "done") setDraft(name, { values: valuesOf(kind, answer.body.papers) });
        else unread.value = said(whyNotDone(answer));
      },
    );
  }, [isKnown, who]);
  return unread;
}
