import { serves } from "../../core/trade/words/roles.ts";
import type { StationView } from "../../station/live-message.ts";
import { CalendarNotices } from "./calendar.tsx";
import { DeviceFaults } from "./device-faults.tsx";
import { chosenJob, jobs, readRefusals, refusal, station } from "./live-store.ts";
import { LockBanner } from "./lock-banner.tsx";
import { SecretChangedNotice } from "./own-secret-dialog.tsx";
import { withNames } from "./reason-words.ts";
import { language, said, text } from "./texts.ts";

/** What stands in the way: each notice says what is the matter and what to do. */
export function Notices() {
  const view = station.value;
  // The faults of the job that is looked at stand beside its next step.
  const job = jobs.value.find((candidate) => candidate.job === chosenJob.value);
  return (
    <aside class="notices" aria-label={text("noticesOf")}>
      {view?.simulated === true && (
        <p class="notice simulated">
          <strong>{text("simulated")}</strong> {text("simulatedHint")}
        </p>
      )}
      <PageNotices />
      {view !== null && <RefusedFiles refusals={view.refusals} />}
      {view !== null && <WordNotice title="clock" word={view.clock.word} />}
      {view !== null && <WordNotice title="disk" word={view.disk} />}
      {view !== null && view.sealing !== null && (
        <WordNotice title="sealingHeld" word={{ ...view.sealing, stops: true }} />
      )}
      {view !== null && <WordNotice title="journal" word={view.journal} />}
      <CalendarNotices />
      <LockBanner at={null} />
      {view !== null && <RegistryNotice registry={view.registry} />}
      {view?.devices
        .filter((device) => job?.state !== "running" || !serves(device.role, job.kind))
        .map((device) => (
          <DeviceFaults key={device.device} device={device} as="notice fault" />
        ))}
    </aside>
  );
}

/** What a page says whatever it shows: no connection, and what was not done. */
export function PageNotices() {
  return (
    <>
      <SecretChangedNotice />
      {refusal.value !== null && (
        <div class="notice" role="alert">
          <strong>{text("refused")}</strong> {withNames(said(refusal.value))}
          <button
            type="button"
            class="plain"
            onClick={() => {
              refusal.value = null;
            }}
          >
            {text("dismiss")}
          </button>
        </div>
      )}
    </>
  );
}

/** Files that were sent back, until somebody has read it: who they belong to still stands at the gate. */
function RefusedFiles({ refusals }: { refusals: StationView["refusals"] }) {
  const unread = refusals.filter(
    ({ file, reason }) =>
      file !== null && reason.en !== refusal.value?.en && !readRefusals.value.has(reason.en),
  );
  return unread.map(({ kind, reason, atWallMs }) => (
    <div key={`${atWallMs} ${reason.en}`} class="notice" role="status">
      <strong>{text(kind === "exam" ? "fileRefusedExam" : "fileRefusedInspection")}</strong>{" "}
      {withNames(said(reason))}
      <button
        type="button"
        class="plain"
        onClick={() => {
          readRefusals.value = new Set([...readRefusals.value, reason.en]);
        }}
      >
        {text("dismiss")}
      </button>
    </div>
  ));
}

/** Why nothing new begins by this clock, or with this disk, or what will come of it. */
function WordNotice({
  title,
  word,
}: {
  title: "clock" | "disk" | "journal" | "sealingHeld";
  word: StationView["disk"];
}) {
  if (word === null) return null;
  // A damaged journal stops nothing, and a person must act all the same.
  const isGrave = word.stops || title === "journal";
  return (
    <div class={isGrave ? "notice fault" : "notice"} role={isGrave ? "alert" : "status"}>
      <strong>{text(title)}</strong> {withNames(said(word))}
    </div>
  );
}

/** Locked, away, in trouble or refusing: the worst one, with what it means for the results. */
function RegistryNotice({ registry }: { registry: StationView["registry"] }) {
  const { locked = null, refusal: refused = null, trouble } = registry;
  if (locked !== null)
    return (
      <div class="notice fault" role="alert">
        <strong>{text("registryLocked")}</strong> {said(locked)} {text("registryLockedRemedy")}
      </div>
    );
  if (!registry.connected)
    return (
      <div class="notice mild" role="status">
        <strong>{text("registryAway")}</strong>
        {trouble !== null && ` (${said(trouble)})`} {text("registryAwayRemedy")}{" "}
        <Waiting registry={registry} />
      </div>
    );
  if (trouble !== null)
    return (
      <div class="notice" role="status">
        <strong>{text("registryTrouble")}</strong> {said(trouble)} {text("registryKept")}{" "}
        <Waiting registry={registry} />
      </div>
    );
  if (refused === null) return null;
  return (
    <div class="notice" role="status">
      <strong>{text("registryRefused")}</strong> {said(refused)} {text("registryRefusedRemedy")}{" "}
      <Waiting registry={registry} />
    </div>
  );
}

/** How many results wait, and since when the oldest of them. */
function Waiting({ registry }: { registry: StationView["registry"] }) {
  const { pending, oldestSealedWallMs } = registry;
  if (oldestSealedWallMs === null) return null;
  const since = new Date(oldestSealedWallMs).toLocaleString(language.value === "zh" ? "zh-CN" : "en-GB");
  return <span>{`${pending} ${text("pending")}, ${text("oldestSince")} ${since}.`}</span>;
}
