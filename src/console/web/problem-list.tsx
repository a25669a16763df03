import { faultName } from "../../core/trade/words/faults.ts";
import { roleName } from "../../core/trade/words/roles.ts";
import { GRAVITIES, type Gravity, type Problem } from "../../station/station-problems.ts";
import { resultsAddress, stationAddress } from "./address.ts";
import { readRefusals } from "./live-store.ts";
import { withNames } from "./reason-words.ts";
import { spanOf } from "./spans.ts";
import { momentOf } from "./station-clock.ts";
import { problemCount, problems, useReport } from "./station-store.ts";
import { headed, said, type TextKey, text } from "./texts.ts";

const GRAVITY_WORDS: Readonly<Record<Gravity, TextKey>> = {
  stops: "stopsWork",
  voids: "voidsItems",
  warns: "warnsOnly",
};
const SIGNS: Readonly<Record<Gravity, string>> = { stops: "■", voids: "▲", warns: "●" };
const TITLES: Readonly<Record<Exclude<Problem["kind"], "fault" | "connecting">, TextKey>> = {
  clock: "clock",
  "clock-source": "clockSourceWrong",
  disk: "disk",
  sealing: "sealingHeld",
  journal: "journal",
  "registry-locked": "registryLocked",
  "registry-order": "registryOrdered",
  "recheck-overdue": "recheckOrdered",
  "registry-away": "registryAway",
  offline: "offlineLong",
  "registry-trouble": "registryTrouble",
  "registry-refusal": "registryRefused",
  "records-wait": "recordsWait",
  "role-missing": "roleMissing",
  calibration: "calibrationOf",
  rulebook: "rulebook",
  certificate: "certificateFile",
  "own-certificate": "certificateFile",
  "trust-list": "trustList",
  "own-key": "ownKey",
  "file-refused": "refused",
  "call-refused": "callRefused",
};
const OF_DELIVERY: ReadonlySet<Problem["kind"]> = new Set([
  "registry-locked",
  "registry-away",
  "offline",
  "registry-trouble",
  "registry-refusal",
  "records-wait",
]);

/** Everything that is wrong now or soon, the worst first, each with what to do. */
export function ProblemsSection() {
  const all = problems.value;
  if (all.length === 0) return <NothingWrong />;
  return GRAVITIES.map((gravity) => {
    const some = all.filter((problem) => problem.gravity === gravity);
    return some.length === 0 ? null : (
      <section key={gravity} class="trouble-group" aria-labelledby={`gravity-${gravity}`}>
        <h3 id={`gravity-${gravity}`} class={`gravity ${gravity}`}>
          <span aria-hidden="true">{SIGNS[gravity]}</span> {text(GRAVITY_WORDS[gravity])}{" "}
          <span class="number">{some.length}</span>
        </h3>
        <Problems some={some} />
      </section>
    );
  });
}

/** That all is well is said only of what is known to be so now. */
function NothingWrong() {
  const isKnown = problemCount.value !== null;
  return (
    <section class="empty nothing-wrong" role="status">
      <p class="prompt">{text(isKnown ? "nothingWrong" : "wrongUnknown")}</p>
      {isKnown && <p>{text("nothingWrongHint")}</p>}
    </section>
  );
}

/** `isThere`: the page is that of the device already. */
export function Problems({ some, isThere = false }: { some: readonly Problem[]; isThere?: boolean }) {
  return (
    <ul class="troubles">
      {some.map((problem) => (
        <li key={problem.key} class={`trouble ${problem.gravity}`}>
          <h4>{titleOf(problem)}</h4>
          <p class="what">{withNames(headed(problem.why))}</p>
          {problem.only !== null && <p class="only">{headed(problem.only)}</p>}
          <Since problem={problem} />
          <ol class="steps" aria-label={text("stepsToDo")}>
            {problem.steps.map((step) => (
              <li key={step.en}>{said(step)}</li>
            ))}
          </ol>
          {!isThere && <Ways problem={problem} />}
        </li>
      ))}
    </ul>
  );
}

function titleOf({ kind, role, device, name, why }: Problem): string {
  if (kind === "fault" || kind === "connecting")
    return `${role === null ? "" : headed(roleName(role))} ${device ?? ""}`;
  if (kind === "file-refused") return `${text("refused")}${text("colon")}${name ?? withNames(said(why))}`;
  if (kind === "calibration" && role !== null)
    return `${text("calibrationOf")}${text("colon")}${headed(roleName(role))} ${device ?? ""}`;
  return `${text(TITLES[kind])}${name === null || name === "" ? "" : ` ${withNames(name)}`}`;
}

function Since({ problem }: { problem: Problem }) {
  const { body, goneMs } = useReport();
  const standsMs = body?.standsForMs[problem.key];
  const forMs = standsMs === undefined ? null : standsMs + goneMs;
  const sinceMs = body === null || standsMs === undefined ? problem.sinceWallMs : body.nowWallMs - standsMs;
  if (sinceMs === null) return null;
  return (
    <p class="soft since">
      {text("since")} {momentOf(sinceMs)}
      {forMs !== null && (
        <span aria-hidden="true">{`${text("comma")}${text("forSoLong")} ${spanOf(forMs)}`}</span>
      )}
    </p>
  );
}

function Ways({ problem }: { problem: Problem }) {
  const { device, kind, why } = problem;
  if (device !== null)
    return (
      <a class="plain" href={stationAddress("device", device)}>
        {text("seeDevice")} <span class="device-id">{device}</span>
      </a>
    );
  if (OF_DELIVERY.has(kind))
    return (
      <a class="plain" href={resultsAddress("unreceipted=1")}>
        {text("seeWaiting")}
      </a>
    );
  if (kind !== "file-refused" && kind !== "call-refused") return null;
  return (
    <button
      type="button"
      class="plain"
      onClick={() => {
        readRefusals.value = new Set([...readRefusals.value, why.en]);
      }}
    >
      {text("dismiss")}
    </button>
  );
}

/** Of faults that are over too. */
export function faultWord(code: string): string {
  return said(faultName(code));
}
