import { type Signal, useSignal } from "@preact/signals";
import type { LicenceFound, LicenceSession } from "../../core/queue/licence-view.ts";
import { encodeBase64 } from "../../core/record/base64.ts";
import { askOnce, isUnderway } from "./asking.ts";
import { draftOf, setDraft } from "./check-in-draft.ts";
import type { Values } from "./check-in-fields.ts";
import { plainTyped } from "./check-in-figures.ts";
import { LicenceShownCard } from "./check-in-licence-card.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Problem } from "./field.tsx";
import { secondName } from "./moment-name.ts";
import { asked } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";

/** What the station takes of one file, written as base64. */
const FILE_BYTES_MAX = 350 * 1024;

interface State {
  readonly session: Signal<LicenceSession | null>;
  readonly found: Signal<LicenceFound | null>;
  readonly problem: Signal<string | null>;
}

/** An electronic licence of the candidate on this form. What it shows is in this page's memory alone, and goes with it. */
export function ShowLicence({ name, values }: { name: string; values: Values }) {
  const state: State = {
    session: useSignal<LicenceSession | null>(null),
    found: useSignal<LicenceFound | null>(null),
    problem: useSignal<string | null>(null),
  };
  const certificate = plainTyped(values.learnerCertificate ?? "").replace(/ /g, "");
  const { licence } = draftOf(name);
  const confirm = (isSame: boolean): void =>
    setDraft(name, { licence: isSame ? state.found.value?.read : undefined });
  return (
    <details class="check-in-licence" open={state.found.value !== null || licence !== undefined}>
      <summary>{text("licence")}</summary>
      <p class="hint">{text("licenceHint")}</p>
      <Begin certificate={certificate} state={state} />
      <Files name={name} certificate={certificate} state={state} />
      <Problem>{state.problem.value}</Problem>
      <div role="status">
        {state.found.value === null && licence !== undefined && <p>{text("licenceKept")}</p>}
        {state.found.value !== null && (
          <LicenceShownCard
            found={state.found.value}
            idMasked={values.idMasked ?? ""}
            isConfirmed={licence === state.found.value.read}
            confirm={confirm}
          />
        )}
      </div>
    </details>
  );
}

function Begin({ certificate, state }: { certificate: string; state: State }) {
  const key = "licence session";
  const begin = (): void => {
    state.problem.value = /^\d{12}$/.test(certificate) ? null : text("licenceNeedsCertificate");
    if (state.problem.value !== null) return;
    void askOnce(key, async () => {
      const answer = await asked<LicenceSession>("POST", "api/check-in/licence-session", { certificate });
      if (answer.kind === "done") state.session.value = answer.body;
      else state.problem.value = said(whyNotDone(answer));
      return answer;
    });
  };
  const session = state.session.value;
  return (
    <>
      <button type="button" class="plain" disabled={isUnderway(key)} onClick={begin}>
        {text("licenceBegin")}
      </button>
      {session !== null && (
        <div role="status">
          <p>
            {text("licenceSessionOpen")} {secondName(session.endsWallMs)}
          </p>
          <p>
            {text("licenceReaderKey")} <code class="licence-key">{session.readerKey}</code>
          </p>
          <CopyButton label="licenceCopyKey" copies={session.readerKey} />
          <p class="hint">
            {text("licenceAsks")}{" "}
            <code>
              {Object.values(session.request.nameSpaces)
                .flatMap((elements) => Object.keys(elements))
                .join(", ")}
            </code>
          </p>
        </div>
      )}
    </>
  );
}

function Files({ name, certificate, state }: { name: string; certificate: string; state: State }) {
  const answer = useSignal<File | null>(null);
  const transcript = useSignal<File | null>(null);
  const key = `licence ${name}`;
  const read = (): void => {
    const files = [answer.value, transcript.value].filter((file) => file !== null);
    state.problem.value = !/^\d{12}$/.test(certificate)
      ? text("licenceNeedsCertificate")
      : answer.value === null
        ? text("licenceNeedsFile")
        : files.some(({ size }) => size > FILE_BYTES_MAX)
          ? text("licenceFileLarge")
          : null;
    if (state.problem.value !== null || answer.value === null) return;
    const shown = answer.value;
    state.found.value = null;
    setDraft(name, { licence: undefined });
    void askOnce(key, async () => {
      const came = await asked<LicenceFound>("POST", "api/check-in/licence", {
        session: state.session.value?.session ?? null,
        certificate,
        answer: await base64Of(shown),
        transcript: transcript.value === null ? null : await base64Of(transcript.value),
      });
      if (came.kind === "done") state.found.value = came.body;
      else state.problem.value = said(whyNotDone(came));
      return came;
    });
  };
  return (
    <div class="check-in-fields">
      <FileField label="licenceAnswer" file={answer} />
      <FileField label="licenceTranscript" file={transcript} />
      <button type="button" class="plain" disabled={isUnderway(key)} onClick={read}>
        {text("licenceRead")}
      </button>
    </div>
  );
}

function FileField({
  label,
  file,
}: {
  label: "licenceAnswer" | "licenceTranscript";
  file: Signal<File | null>;
}) {
  return (
    <label class="field">
      <span>{text(label)}</span>
      <input
        type="file"
        onChange={({ currentTarget }) => {
          file.value = currentTarget.files?.[0] ?? null;
        }}
      />
    </label>
  );
}

async function base64Of(file: File): Promise<string> {
  return encodeBase64(new Uint8Array(await file.arrayBuffer()));
}
