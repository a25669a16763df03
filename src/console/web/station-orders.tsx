import { bookName, orderName, scopeName, standingName } from "../../core/trade/words/orders.ts";
import type { RecheckView } from "../../station/live-message.ts";
import { jobAddress, resultAddress } from "./address.ts";
import { station } from "./live-store.ts";
import { type OrderRow, orderRows } from "./order-rows.ts";
import { momentOf, useStationNow } from "./station-clock.ts";
import { headed, said, text } from "./texts.ts";

/** What the registry ordered of this station, newest first: what, of what, by whom, why, and whether it stands. */
export function OrdersSection() {
  const nowWallMs = useStationNow();
  const commands = station.value?.commands;
  const rows = commands === undefined ? [] : orderRows(commands, nowWallMs);
  if (rows.length === 0)
    return (
      <section class="empty" role="status">
        <p class="prompt">{text(station.value === null ? "loading" : "ordersNone")}</p>
      </section>
    );
  return (
    <>
      <p class="soft">{text("ordersKept")}</p>
      <ol class="orders">
        {rows.map((row) => (
          <Order key={row.number} row={row} />
        ))}
      </ol>
    </>
  );
}

function Order({ row }: { row: OrderRow }) {
  const { number, kind, scope, by, atWallMs, until, standing, why, recheck, list, book } = row;
  return (
    <li class={`panel order ${standing}`}>
      <h3>
        <span class="number">
          {text("orderNumber")} {number} {text("orderNumberEnd")}
        </span>
        <span>
          {headed(orderName(kind))}
          {scope === null ? "" : ` · ${said(scopeName(scope))}`}
          {book === null ? "" : ` · ${said(bookName(book))}`}
        </span>
        <strong class="standing">{headed(standingName(standing))}</strong>
      </h3>
      {why !== null && <p class="ordered-why">{said(why)}</p>}
      {recheck !== null && <Vehicles of={recheck.of} />}
      <dl class="facts">
        <Row name={text("orderedBy")} value={by} />
        <Row name={text("orderedAt")} value={momentOf(atWallMs)} />
        {recheck !== null && <Row name={text("recheckDue")} value={momentOf(recheck.dueMs)} />}
        {recheck !== null && (
          <Row name={text("recheckChosen")} value={text(recheck.isDrawn ? "recheckDrawn" : "recheckNamed")} />
        )}
        {list !== null && list.held !== null && <Row name={text("listHeld")} value={String(list.held)} />}
        {until !== null && <Row name={text("orderUntil")} value={momentOf(Date.parse(until))} />}
      </dl>
    </li>
  );
}

/** The vehicles of one order, each with how far it is. */
function Vehicles({ of }: Pick<RecheckView, "of">) {
  return (
    <ul class="order-vehicles">
      {of.map(({ vin, plate, record, job, answered }) => (
        <li key={vin}>
          <strong class="who">{plate}</strong> <span class="who">{vin}</span>
          {record !== null && (
            <a class="plain" href={resultAddress(record)}>
              {text("recheckedRecord")}
            </a>
          )}
          {answered !== null ? (
            <a class="plain" href={resultAddress(answered)}>
              {text("recheckAnswer")}
            </a>
          ) : job !== null ? (
            <a class="plain" href={jobAddress(job)}>
              {text("recheckJob")}
            </a>
          ) : (
            <span class="soft">{text("recheckWaits")}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
