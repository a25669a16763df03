import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../../../core/record/base64.ts";
import { limitWords } from "../../../core/rules/limit-words.ts";
import { confidenceName } from "../../../core/trade/words/confidence.ts";
import { HIDDEN_SIGN } from "../../../core/trade/words/hidden-sign.ts";
import { roleName } from "../../../core/trade/words/roles.ts";
import type { JobView } from "../../../station/live-message.ts";
import type { ResultDocument } from "../../../verifier/sealed/record-form.ts";
import type { Verdict } from "../../../verifier/verdict.ts";
import { said, text } from "../texts.ts";
import { say } from "./appeal-texts.ts";
import { rulebook } from "./explained-job.ts";
import type { ShownBundle } from "./shown-bundle.ts";
import { instantWithZone } from "./times.ts";

/** Every rule that was applied, with where its number comes from and how far it is to be believed. */
export function RulesCard({ document, job }: { document: ResultDocument; job: JobView }) {
  const { id, edition, sha256: hash } = document.rulebook;
  const findings = [...job.findings, ...job.items.flatMap((item) => item.findings)];
  const rules = new Map(findings.map((finding) => [finding.rule, finding]));
  return (
    <section class="appeal-rules">
      <h3>{say("rules")}</h3>
      <p>
        {say("rulesBook")}
        {text("colon")}
        {id} · {edition} <code>{hash}</code>
      </p>
      {rulebook.value === null && <p class="soft">{say("rulesNone")}</p>}
      <details class="sentences">
        <summary>
          {say("rules")} ({rules.size})
        </summary>
        <ul class="rule-list">
          {[...rules.values()].map((finding) => {
            const words = limitWords(finding.limits);
            return (
              <li key={finding.rule}>
                <strong>{said({ zh: finding.textZh, en: finding.textEn })}</strong>{" "}
                <code>{finding.rule}</code>
                {words !== null && ` · ${say("limit")} ${said(words)}`}
                {finding.source !== "" && (
                  <p class="soft">
                    {finding.clause !== null && `${finding.clause} · `}
                    {finding.source} · {said(confidenceName(finding.confidence))}
                    {finding.verifiedBy === null ? ` · ${say("unverified")}` : ` · ${finding.verifiedBy}`}
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      </details>
    </section>
  );
}

interface HashesProps {
  readonly shown: ShownBundle;
  readonly verdict: Verdict;
  readonly bundle: Uint8Array;
}

/** What to compare with a copy from elsewhere, and the way to check all of it by other means. */
export function HashesCard({ shown: { document, isRedacted }, verdict, bundle }: HashesProps) {
  const { record = HIDDEN_SIGN, size, witnesses, witnessed, signedBy } = verdict.facts;
  const { software, rulebook: rules, course } = document;
  const rows: readonly (readonly [string, string])[] = [
    [say("recordId"), String(record)],
    [say("rulebookHash"), rules.sha256],
    ...(course === null ? [] : [[say("courseHash"), course.sha256] as const]),
    [say("checkpoint"), String(size)],
    [say("witnesses"), Array.isArray(witnesses) ? witnesses.join(text("comma")) : String(witnesses)],
    [say("witnessed"), instantWithZone(String(witnessed))],
    [say("signedBy"), String(signedBy)],
    [say("software"), `${software.name} ${software.version} ${software.sha256}`],
    [say("bundleHash"), toHex(sha256(bundle))],
  ];
  const file = `${document.job}${isRedacted ? ".redacted" : ""}.json.gz`;
  return (
    <section class="appeal-hashes">
      <h3>{say("hashes")}</h3>
      <dl class="hash-list">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
      <details class="sentences">
        <summary>
          {say("devices")} ({document.devices.length})
        </summary>
        <ul class="rule-list">
          {document.devices.map(({ role, device, model, serial, simulated, calibration }) => (
            <li key={`${role} ${device}`}>
              <strong>{said(roleName(role as never))}</strong> {device} · {model} · {serial}
              {calibration !== null && (
                <p class="soft">
                  {calibration.certificate} · {say("calibrated")} {calibration.validTo}
                </p>
              )}
              {simulated && <p class="other">{say("simulated")}</p>}
            </li>
          ))}
        </ul>
      </details>
      <p class="soft">{say("downloadHint")}</p>
      <p>
        <button type="button" class="plain" onClick={() => save(bundle, file)}>
          {say("download")}
        </button>
      </p>
      <p class="command">
        <code>
          npx proofmark verify {file} --trust trust.json
          {!isRedacted && (
            <>
              <br />
              npx proofmark replay {file} --trust trust.json
            </>
          )}
        </code>
      </p>
    </section>
  );
}

/** Made when it is asked for; nothing leaves the machine. */
function save(bundle: Uint8Array, name: string): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(bundle)], { type: "application/gzip" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
