import { useEffect, useState } from "preact/hooks";
import { CopyButton } from "./copy-button.tsx";
import { QrCode } from "./qr-code.tsx";
import { boardLink, hallLink, isOwnMachine, screenOrigin } from "./screen-links.ts";
import { asked, isOpen } from "./session-store.ts";
import { text } from "./texts.ts";

interface Screens {
  readonly names: readonly string[];
  readonly hall: string;
  readonly boards: readonly {
    readonly site: string;
    readonly positions: readonly string[];
    readonly token: string;
  }[];
}

/** For the manager: the addresses that are opened on the boards and in the hall. */
export function ScreensPage() {
  const [screens, setScreens] = useState<Screens | "none" | "unread" | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    void asked<Screens>("GET", "api/screens").then((answer) => {
      if (!isOpen.value) return;
      setScreens(answer.kind === "done" ? answer.body : answer.kind === "refused" ? "none" : "unread");
    });
  }, [tries]);
  const origin = screenOrigin(screens === null || typeof screens === "string" ? [] : screens.names);
  return (
    <div class="screens-page">
      <div class="people-title">
        <h2>{text("screens")}</h2>
        <a class="button" href="#jobs">
          {text("backToJobs")}
        </a>
      </div>
      {screens === null && <p role="status">{text("loading")}</p>}
      {screens === "none" && <p role="alert">{text("noScreens")}</p>}
      {screens === "unread" && (
        <div role="alert">
          <p>{text("noAnswer")}</p>
          <button type="button" class="primary" onClick={() => setTries(tries + 1)}>
            {text("tryAgain")}
          </button>
        </div>
      )}
      {screens !== null && typeof screens !== "string" && (
        <>
          <p class="told">{text("screensHint")}</p>
          {isOwnMachine(origin) && (
            <p class="told" role="alert">
              {text("ownMachineOnly")}
            </p>
          )}
          <ul class="screen-links">
            <Link
              name={text("hallScreen")}
              hint={text("hallScreenHint")}
              url={hallLink(origin, screens.hall)}
            />
            {screens.boards.flatMap((board) => boardRows(origin, board))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The whole lane, and each of its positions where it has several. */
function boardRows(origin: string, { site, positions, token }: Screens["boards"][number]) {
  const several = positions.length > 1 ? positions : [];
  return [null, ...several].map((position) => (
    <Link
      key={`${site} ${position}`}
      name={`${text("boardScreen")} ${site}${position === null ? "" : ` · ${text("boardPosition")} ${position}`}`}
      hint={text("boardScreenHint")}
      url={boardLink(origin, site, position, token)}
    />
  ));
}

function Link({ name, hint, url }: { name: string; hint: string; url: string }) {
  return (
    <li>
      <QrCode text={url} label={name} />
      <div>
        <h3>{name}</h3>
        <p class="soft">{hint}</p>
        <p class="screen-url">
          <code>{url}</code>
        </p>
        <p class="actions">
          <a
            class="button"
            href={url}
            target="_blank"
            rel="noreferrer"
            aria-label={`${text("openScreen")} ${name}`}
          >
            {text("openScreen")}
          </a>
          <CopyButton label="copyLink" copies={url} />
        </p>
      </div>
    </li>
  );
}
