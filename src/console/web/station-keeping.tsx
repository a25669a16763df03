import { clockSourceName } from "../../core/trade/words/clock-sources.ts";
import type { StationView } from "../../station/live-message.ts";
import type { Problem } from "../../station/station-problems.ts";
import type { StationReport } from "../../station/station-report.ts";
import { resultsAddress } from "./address.ts";
import { clockName } from "./clock-name.ts";
import { station } from "./live-store.ts";
import { Problems } from "./problem-list.tsx";
import { registryWord } from "./registry-word.ts";
import { spanOf } from "./spans.ts";
import { momentOf } from "./station-clock.ts";
import { problems, useReport } from "./station-store.ts";
import { headed, said, text } from "./texts.ts";

const OF_JOURNAL: ReadonlySet<Problem["kind"]> = new Set(["journal", "disk", "sealing"]);
const OF_CLOCK: ReadonlySet<Problem["kind"]> = new Set(["clock", "clock-source"]);
const GIB = 2 ** 30;

/** Journal and disk, the clock, and what is on its way to the registry. */
export function KeepingSection() {
  const view = station.value;
  const { body, goneMs } = useReport();
  if (view === null || body === null)
    return (
      <p class="panel" role="status">
        {text("loading")}
      </p>
    );
  return (
    <div class="keeping">
      <JournalCard journal={body.journal} software={view.software} upMs={body.upMs + goneMs} />
      <ClockCard clock={view.clock} nowWallMs={body.nowWallMs + goneMs} standsForMs={body.standsForMs} />
      <OutboxCard registry={view.registry} ages={body.registry} goneMs={goneMs} />
    </div>
  );
}

function Card({
  title,
  kinds,
  children,
}: {
  title: string;
  kinds: (kind: Problem["kind"]) => boolean;
  children: preact.ComponentChildren;
}) {
  const wrong = problems.value.filter(({ kind }) => kinds(kind));
  return (
    <section class="panel">
      <h3>{title}</h3>
      {wrong.length > 0 && <Problems some={wrong} />}
      <dl class="facts">{children}</dl>
    </section>
  );
}

function Row({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function JournalCard({
  journal,
  software,
  upMs,
}: {
  journal: StationReport["journal"];
  software: string;
  upMs: number;
}) {
  const { entries, lastSealedWallMs, lastReceiptWallMs, freeBytes, lastsMs } = journal;
  const moment = (wallMs: number | null): string =>
    wallMs === null ? text("notSinceStart") : momentOf(wallMs);
  return (
    <Card title={text("keepJournal")} kinds={(kind) => OF_JOURNAL.has(kind)}>
      <Row name={text("journal")}>
        {entries} {text("entriesOf")}
      </Row>
      <Row name={text("lastSeal")}>{moment(lastSealedWallMs)}</Row>
      <Row name={text("lastReceipt")}>{moment(lastReceiptWallMs)}</Row>
      <Row name={text("freeSpace")}>
        {freeBytes === null ? text("unknownFigure") : `${(freeBytes / GIB).toFixed(1)} GiB`}
      </Row>
      <Row name={text("spaceLasts")}>{lastsMs === null ? text("spaceUnknown") : spanOf(lastsMs)}</Row>
      <Row name={text("softwareOf")}>{software}</Row>
      <Row name={text("upSince")}>{spanOf(upMs)}</Row>
    </Card>
  );
}

function ClockCard({
  clock,
  nowWallMs,
  standsForMs,
}: {
  clock: StationView["clock"];
  nowWallMs: number;
  standsForMs: StationReport["standsForMs"];
}) {
  const { status, by, aheadMs } = clock;
  const standsMs = standsForMs.clock ?? standsForMs["clock-source"];
  return (
    <Card title={text("clock")} kinds={(kind) => OF_CLOCK.has(kind)}>
      <Row name={text("stationTime")}>{new Date(nowWallMs).toLocaleTimeString("en-GB")}</Row>
      <Row name={text("clockStands")}>{clockName(status)}</Row>
      <Row name={text("comparedWith")}>{by === null ? "-" : headed(clockSourceName(by))}</Row>
      <Row name={text("aheadOf")}>{aheadMs === null ? "-" : `${aheadMs / 1000} s`}</Row>
      {standsMs !== undefined && <Row name={text("forSoLong")}>{spanOf(standsMs)}</Row>}
    </Card>
  );
}

function OutboxCard({
  registry,
  ages,
  goneMs,
}: {
  registry: StationView["registry"];
  ages: StationReport["registry"];
  goneMs: number;
}) {
  const { pending, receiptedSize } = registry;
  const { oldestAgeMs, nextInMs, which } = ages;
  const waits = nextInMs === null ? null : nextInMs - goneMs;
  return (
    <Card title={text("keepDelivery")} kinds={isOfDelivery}>
      <Row name={text("registry")}>{text(registryWord(registry))}</Row>
      <Row name={text("registryWhich")}>{said(which)}</Row>
      <Row name={text("awaiting")}>
        <a class="plain" href={resultsAddress("unreceipted=1")}>
          {pending}
        </a>
      </Row>
      <Row name={text("oldestAge")}>{oldestAgeMs === null ? "-" : spanOf(oldestAgeMs + goneMs)}</Row>
      <Row name={text("nextAttempt")}>
        {waits === null
          ? "-"
          : waits <= 0
            ? text("underwayNow")
            : `${text("inSoLongBefore")}${spanOf(waits)}${text("inSoLong")}`}
      </Row>
      <Row name={text("receiptedUpTo")}>{receiptedSize}</Row>
    </Card>
  );
}

function isOfDelivery(kind: Problem["kind"]): boolean {
  return kind.startsWith("registry-") || kind === "records-wait";
}
