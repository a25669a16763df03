import type { ResultDocument } from "../../core/record/result-document.ts";
import { DESK_ACTS, type DeskActCode } from "../../core/trade/words/desk-acts.ts";
import { type DeviceRole, roleName } from "../../core/trade/words/roles.ts";
import { clockName } from "./clock-name.ts";
import { withNames } from "./reason-words.ts";
import { headed, said, text } from "./texts.ts";

/** Who did what to it, with what it was measured, and what it was judged by. */
export function ResultPapers({ document }: { document: ResultDocument }) {
  const { acts = [], devices, rulebook, software, evidence, time } = document;
  return (
    <section class="result-papers">
      {acts.length > 0 && (
        <details open>
          <summary>{text("whoDidWhat")}</summary>
          <ol class="acts">
            {acts.map(({ act, of, by, at }) => (
              <li key={`${at} ${act} ${of ?? ""}`}>
                <time dateTime={at}>{new Date(at).toLocaleTimeString("en-GB")}</time> {actName(act)}
                {of !== undefined && <span class="soft"> {of}</span>} ·{" "}
                <span class="who">{withNames(by)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      <details>
        <summary>{text("usedDevices")}</summary>
        <ul class="devices-used">
          {devices.map((device) => (
            <li key={device.device}>
              <strong>{headed(roleName(device.role as DeviceRole))}</strong> {device.model} · {device.serial}
              {device.simulated && <span class="chip">{text("simulatedShort")}</span>}{" "}
              <span class="soft">
                {device.calibration === null
                  ? text("uncalibrated")
                  : `${text("calibratedTo")} ${device.calibration.validTo} · ${device.calibration.certificate}`}
              </span>
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>{text("madeBy")}</summary>
        <dl class="made-by">
          <dt>{text("rulebookWord")}</dt>
          <dd>
            {rulebook.id} {rulebook.edition} <code>{rulebook.sha256.slice(0, 16)}</code>
          </dd>
          <dt>{text("softwareWord")}</dt>
          <dd>
            {software.name} {software.version} <code>{software.sha256.slice(0, 16)}</code>
          </dd>
          <dt>{text("evidenceWord")}</dt>
          <dd>
            {evidence.log} · {text("entriesFromTo")} {evidence.firstIndex}–{evidence.endIndex - 1}
          </dd>
          <dt>{text("clockWord")}</dt>
          <dd>{clockName(time.status)}</dd>
        </dl>
      </details>
    </section>
  );
}

/** What stands in an old record and in no row of today's is said as it stands. */
export function actName(act: string): string {
  return Object.hasOwn(DESK_ACTS, act) ? said(DESK_ACTS[act as DeskActCode].name) : act;
}
