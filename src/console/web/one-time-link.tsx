import { linkAddress } from "./address.ts";
import { CopyButton } from "./copy-button.tsx";
import { Modal } from "./modal.tsx";
import { madeLink } from "./people-store.ts";
import { text } from "./texts.ts";

/** The link by which a person chooses password and PIN: shown once, large enough to be read out or typed off. */
export function OneTimeLink() {
  const made = madeLink.value;
  if (made === null) return null;
  const address = linkAddress(made.token);
  const leave = (): void => {
    madeLink.value = null;
  };
  return (
    <Modal
      title={
        <>
          {text("linkFor")} <span class="who">{made.person.name}</span>
        </>
      }
      onLeave={leave}
    >
      <div class="stack">
        <p>{text("linkHint")}</p>
        <code class="one-time-link">{address}</code>
        <p class="told">{text("linkOnce")}</p>
        <div class="choices">
          <CopyButton label="copyLink" copies={address} />
          <button type="button" class="primary" onClick={leave}>
            {text("linkDone")}
          </button>
        </div>
      </div>
    </Modal>
  );
}
