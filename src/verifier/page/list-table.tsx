import { say } from "./language.ts";
import type { ListFacts } from "./list-facts.ts";
import { KEY_TEXTS } from "./texts-keys.ts";
import { localDay, localMoment } from "./times.ts";

export function ListTable({ of }: { of: ListFacts }) {
  const { number, issuedMs, validToMs, keys, stations, excerptOf, issuers } = of;
  const isPast = validToMs !== null && validToMs <= Date.now();
  return (
    <>
      <dl class="rows">
        {number !== null && <Row name={say(KEY_TEXTS.list)} value={say(KEY_TEXTS.number(number))} />}
        {issuers.length > 0 && <Row name={say(KEY_TEXTS.names)} value={issuers.map(say).join(" · ")} />}
        {excerptOf !== null && <Row name={say(KEY_TEXTS.excerptOf)} value={excerptOf} />}
        {stations !== null && <Row name={say(KEY_TEXTS.stations)} value={String(stations)} />}
        {keys !== null && <Row name={say(KEY_TEXTS.keys)} value={String(keys)} />}
        {issuedMs !== null && <Row name={say(KEY_TEXTS.issued)} value={localMoment(issuedMs)} />}
        {validToMs !== null && <Row name={say(KEY_TEXTS.validTo)} value={localDay(validToMs)} />}
      </dl>
      {isPast && <p class="doubt">{say(KEY_TEXTS.pastDay)}</p>}
    </>
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
