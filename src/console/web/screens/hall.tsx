import type { ComponentChildren } from "preact";
import type { HallPicture } from "../../../core/screens/screen-picture.ts";
import { picture as news } from "../news.ts";
import { Both } from "./both.tsx";
import { TEXTS } from "./screen-texts.ts";
import { StaleBar } from "./stale-bar.tsx";

/** Who is called where, who waits, who is done: enough to know oneself by, and nobody's result. */
export function Hall({ picture }: { picture: HallPicture }) {
  const { called, waiting, finished, finishedSay } = picture;
  return (
    <>
      <StaleBar />
      <main class={news.value.kind === "stale" ? "hall stale" : "hall"}>
        <h1 class="unseen">
          <Both of={TEXTS.hall} />
        </h1>
        <Column title={TEXTS.called} empty={called.length === 0} name="called">
          {called.map(({ who, where }, at) => (
            <li key={`${at} ${who.zh}`}>
              <strong>
                <Both of={who} />
              </strong>
              <span class="where">
                <Both of={where} />
              </span>
            </li>
          ))}
        </Column>
        <Column title={TEXTS.waiting} empty={waiting.length === 0} name="waiting">
          {waiting.map(({ who, kind, place }) => (
            <li key={place}>
              <span class="place">{place}</span>
              <strong>
                <Both of={who} />
              </strong>
              <span class="where">
                <Both of={TEXTS[kind]} />
              </span>
            </li>
          ))}
        </Column>
        <Column title={TEXTS.finished} empty={finished.length === 0} name="finished">
          {finished.map(({ who, kind }, at) => (
            <li key={`${at} ${who.zh}`}>
              <strong>
                <Both of={who} />
              </strong>
              <span class="where">
                <Both of={TEXTS[kind]} />
              </span>
            </li>
          ))}
          {finished.length > 0 && (
            <li class="hint">
              <Both of={finishedSay} />
            </li>
          )}
        </Column>
      </main>
    </>
  );
}

interface ColumnOf {
  readonly title: (typeof TEXTS)["called" | "waiting" | "finished"];
  readonly empty: boolean;
  readonly name: string;
  readonly children: ComponentChildren;
}

function Column({ title, empty, name, children }: ColumnOf) {
  return (
    <section class={`column ${name}`}>
      <h2>
        <Both of={title} />
      </h2>
      {empty ? (
        <p class="nobody">
          <Both of={TEXTS.nobody} />
        </p>
      ) : (
        <ol>{children}</ol>
      )}
    </section>
  );
}
