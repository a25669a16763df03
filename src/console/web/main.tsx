import { render } from "preact";
import { followAddress, takeLinkToken } from "./address.ts";
import { App } from "./app.tsx";
import { watchIdleness } from "./idle-watch.ts";
import { followStation } from "./live-store.ts";
import { followPeople } from "./people-store.ts";
import { askSession, openLink } from "./session-store.ts";

const token = takeLinkToken();
followAddress(openLink);
followStation();
followPeople();
watchIdleness();
if (token === null) void askSession();
else openLink(token);
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
