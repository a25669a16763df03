import { useSignal } from "@preact/signals";
import { plateKind } from "../../core/door/plate.ts";
import type { PapersFound, PapersWanted } from "../../core/queue/queue-view.ts";
import { ageWords } from "../../core/trade/words/pre-checks.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { askOnce, isUnderway } from "./asking.ts";
import { draftOf, type FetchedBefore, setDraft } from "./check-in-draft.ts";
import type { Values } from "./check-in-fields.ts";
import { plainTyped, plateTyped, vehicleNumberTyped } from "./check-in-figures.ts";
import { valuesOf } from "./check-in-papers.ts";
import { Problem } from "./field.tsx";
import { asked } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { said, type TextKey, text } from "./texts.ts";

const END_LENGTH = 6;
const IDENTITY_END = 4;

/** Papers of any region for this form, by what has been typed into it. What came fills the form; what the desk types afterwards is its own. */
export function FetchPapers({ kind, name, values }: { kind: JobKind; name: string; values: Values }) {
  const problem = useSignal<string | null>(null);
  const key = `fetch ${name}`;
  const { fetched } = draftOf(name);
  const press = (): void => {
    const wanted = wantedBy(kind, values);
    problem.value = wanted === null ? text(`fetchNeeds${kind}`) : null;
    if (wanted === null) return;
    void askOnce(key, async () => {
      const answer = await asked<PapersFound>("POST", "api/check-in/fetch", wanted);
      if (answer.kind !== "done") problem.value = said(whyNotDone(answer));
      else take(kind, name, answer.body);
      return answer;
    });
  };
  return (
    <section class="known-before fetch-papers" aria-label={text("fetchPapers")}>
      <p class="hint">{text(`fetchHint${kind}`)}</p>
      <button type="button" class="plain" disabled={isUnderway(key)} onClick={press}>
        {text(isUnderway(key) ? "fetchUnderway" : "fetchPapers")}
      </button>
      <div role="status">{fetched !== undefined && <Came fetched={fetched} />}</div>
      <Problem>{problem.value}</Problem>
    </section>
  );
}

function Came({ fetched }: { fetched: FetchedBefore }) {
  const { region, minutes, order, appointment, why, door } = fetched;
  const rows: (readonly [TextKey, string])[] = [];
  if (region !== null) rows.push(["fetchRegion", region]);
  if (minutes !== null) rows.push(["fetchAge", said(ageWords(minutes))]);
  if (order !== null)
    rows.push(["fetchOrder", [order.number, text(`fetchAsked_${order.asked}`), ...order.items].join(" · ")]);
  if (appointment !== null) {
    const { number, day, from, to } = appointment;
    const slot = from === null || to === null ? [] : [`${from}–${to}`];
    rows.push(["fetchAppointment", [number, day, ...slot].join(" · ")]);
  }
  return (
    <>
      {rows.length > 0 && (
        <dl>
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{text(label)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {why !== null && <p>{said(why)}</p>}
      {door !== null && <p class="warned">{said(door)}</p>}
    </>
  );
}

/** Null where too little is typed. Of an identity number the end alone is sent. */
function wantedBy(kind: JobKind, { plate, vin, learnerCertificate, idMasked }: Values): PapersWanted | null {
  if (kind === "exam") {
    const certificate = plainTyped(learnerCertificate ?? "").replace(/ /g, "");
    const identityEnd = (idMasked ?? "").slice(-IDENTITY_END).toUpperCase();
    const isWhole = /^\d{12}$/.test(certificate) && /^\d{3}[0-9X]$/.test(identityEnd);
    return isWhole ? { kind, subject: { certificate, identityEnd } } : null;
  }
  const number = vehicleNumberTyped(vin ?? "");
  if (number.length > END_LENGTH) return { kind, subject: { plate: null, vinEnd: null, vin: number } };
  const typed = plateTyped(plate ?? "");
  if (plateKind(typed) === null || !/^[A-Z0-9/.*-]{6}$/.test(number)) return null;
  return { kind, subject: { plate: typed, vinEnd: number, vin: null } };
}

/** Where it is tested the desk knows, and no other region. */
function take(kind: JobKind, name: string, { papers, ...told }: PapersFound): void {
  const { values } = draftOf(name);
  if (papers === null) {
    // What stands in the form was not fetched by this press, and is not held against an earlier one.
    setDraft(name, { fetched: told, filled: undefined });
    return;
  }
  const { regionOfTest: _elsewhere, ...filled } = valuesOf(kind, papers);
  const own = values.regionOfTest === undefined ? {} : { regionOfTest: values.regionOfTest };
  setDraft(name, { values: { ...filled, ...own }, before: [], fetched: told, filled });
}
