import { useState } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { Field } from "./field.tsx";
import { mayDo, mayDoTo } from "./permitted.ts";
import { withNames } from "./reason-words.ts";
import { said, text } from "./texts.ts";
import { lastWithdrawn, withdrawing } from "./withdrawal-dialog.tsx";

const KINDS = ["exam", "inspection"] as const;
const RECORD_ID = /^[0-9a-f]{64}$/;

/** For whoever may take this result out of force. */
export function Withdraw({ job }: { job: JobView }) {
  const { record, kind, withdrawn } = job;
  if (record === null || withdrawn !== undefined || !mayDoTo(job, "withdraw-record")) return null;
  const who = Object.values(job.subject)[0] ?? job.job;
  return (
    <div class="withdraw-record">
      <button
        type="button"
        class="plain"
        onClick={() => {
          withdrawing.value = { record, kind, who };
        }}
      >
        {text("withdraw")}
      </button>
    </div>
  );
}

/** Above everything else that is said of the result: it does not count. */
export function WithdrawnNote({ job: { withdrawn } }: { job: JobView }) {
  if (withdrawn === undefined) return null;
  const { record, receiptSize } = withdrawn;
  const waits = record === null ? "withdrawnWaits" : "withdrawnSealed";
  return (
    <div class="withdrawn-note" role="status">
      <p class="big">{text("withdrawnRecord")}</p>
      <p>{withNames(said(withdrawn.reason))}</p>
      <p class="soft">
        {receiptSize === null ? text(waits) : `${text("withdrawnReceipted")} (${receiptSize})`}
      </p>
      {record !== null && (
        <p class="record-id">
          {text("withdrawalRecord")} <code>{record}</code>{" "}
          <a class="button" href={`api/records/${record}/record`} download={`${record}.json`}>
            {text("download")}
          </a>
        </p>
      )}
    </div>
  );
}

/** Of a record from before this page: cheating is found days later. */
export function WithdrawEarlier() {
  const kinds = KINDS.filter((kind) => mayDo(`${kind}.withdraw-record`));
  const [record, setRecord] = useState("");
  const [chosen, setChosen] = useState<(typeof KINDS)[number] | null>(null);
  const kind = chosen ?? kinds[0];
  if (kind === undefined) return null;
  const id = record
    .trim()
    .toLowerCase()
    .replace(/(?:\.proof)?\.json$/, "");
  return (
    <details class="practice withdraw-earlier">
      <summary>{text("withdrawEarlier")}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (RECORD_ID.test(id)) withdrawing.value = { record: id, kind, who: id };
        }}
      >
        <p class="soft">{text("withdrawEarlierHint")}</p>
        <Field
          label={text("recordId")}
          value={record}
          onValue={setRecord}
          input={{ maxLength: 80, autocomplete: "off" }}
        />
        <label>
          <span>{text("recordOf")}</span>
          <select
            value={kind}
            onChange={({ currentTarget: { value } }) =>
              setChosen(kinds.find((known) => known === value) ?? null)
            }
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {text(one)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="plain" disabled={!RECORD_ID.test(id)}>
          {text("withdraw")}
        </button>
        <p role="status">{lastWithdrawn.value === id && text("withdrawnDone")}</p>
      </form>
    </details>
  );
}
