import { render } from "preact";
import { watchNews } from "../news.ts";
import { Board } from "./board.tsx";
import { Both } from "./both.tsx";
import { Hall } from "./hall.tsx";
import { Phone } from "./phone.tsx";
import { screenOf } from "./screen-address.ts";
import { followScreen, shownPicture, standing } from "./screen-news.ts";
import { TEXTS } from "./screen-texts.ts";

const here = screenOf(location);
const title = here === null ? TEXTS.unknown : TEXTS[here.screen === "job" ? "slip" : here.screen];
document.title = `${title.zh} ${title.en}`;

function Screen() {
  const picture = shownPicture.value;
  if (standing.value === "unknown" || here === null) return <Plain of={TEXTS.unknown} />;
  if (picture === null) return <Plain of={standing.value === "full" ? TEXTS.full : TEXTS.opening} />;
  if (picture.screen === "board")
    return <Board picture={picture} position={here.screen === "board" ? here.position : null} />;
  return picture.screen === "hall" ? <Hall picture={picture} /> : <Phone picture={picture} />;
}

function Plain({ of }: { of: (typeof TEXTS)[keyof typeof TEXTS] }) {
  return (
    <main class="plain-screen">
      <h1 class="unseen">Proofmark</h1>
      <p role="status">
        <Both of={of} />
      </p>
    </main>
  );
}

// Another slip, or a new token, in a page that is open already.
addEventListener("hashchange", () => location.reload());
watchNews();
if (here !== null) void followScreen(here.shown);
const root = document.getElementById("app");
if (root !== null) render(<Screen />, root);
