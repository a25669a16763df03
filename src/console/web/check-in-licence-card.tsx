import { numberMatch } from "../../core/licence/candidate-match.ts";
import type { LicenceFacts } from "../../core/licence/licence-told.ts";
import type { LicenceFound } from "../../core/queue/licence-view.ts";
import { said, type TextKey, text } from "./texts.ts";

interface Confirming {
  readonly isConfirmed: boolean;
  confirm(isSame: boolean): void;
}

interface CardProps extends Confirming {
  readonly found: LicenceFound;
  readonly idMasked: string;
}

/** What was made of a licence: the word, all that is wrong with it, what it says, and the portrait beside the person. */
export function LicenceShownCard({ found, idMasked, isConfirmed, confirm }: CardProps) {
  const { told, portrait } = found;
  const { licence } = told;
  const isNothing = told.data === "not-authentic" && told.holder === "not-proven";
  return (
    <section class={told.word === "accepted" ? "known-before" : "notice"} aria-label={text("licence")}>
      <p>
        <strong>{text(`licenceWord_${told.word}`)}</strong>{" "}
        {text(`licenceHolder_${isNothing ? "nothing" : told.holder}`)}
      </p>
      {told.failures.length > 0 && (
        <ul>
          {told.failures.map((failure) => (
            <li key={JSON.stringify(failure)}>{said(failure)}</li>
          ))}
        </ul>
      )}
      {licence === null ? (
        <p>{text("licenceNothing")}</p>
      ) : (
        <>
          <Facts licence={licence} idMasked={idMasked} />
          {portrait === null && licence.portrait !== null && <p>{text("licencePortraitOther")}</p>}
          {portrait !== null && (
            <figure class="licence-portrait">
              <img src={`data:image/jpeg;base64,${portrait}`} alt={text("licencePortrait")} />
              <figcaption>{text("licencePortrait")}</figcaption>
            </figure>
          )}
          <Confirm licence={licence} isConfirmed={isConfirmed} confirm={confirm} />
        </>
      )}
      <ul class="hint">
        {told.notes.map((note) => (
          <li key={JSON.stringify(note)}>{said(note)}</li>
        ))}
      </ul>
    </section>
  );
}

/** A person says what they compared, and that is what was shown, nothing else. */
function Confirm({ licence, isConfirmed, confirm }: { licence: LicenceFacts } & Confirming) {
  const items = (["portrait", "number", "birth"] as const).filter((item) => licence[item] !== null);
  if (items.length === 0) return <p>{text("licenceNoItem")}</p>;
  const named = items.map((item) => text(`licenceItem_${item}`)).join(text("licenceComma"));
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isConfirmed}
        onChange={({ currentTarget }) => confirm(currentTarget.checked)}
      />
      <span>
        {text("licenceCompared")} {named}
        {text("licenceToBeNamed")}
      </span>
    </label>
  );
}

function Facts({ licence, idMasked }: { licence: LicenceFacts; idMasked: string }) {
  const { number, family, given, familyNational, givenNational, categories } = licence;
  const names = [[familyNational, givenNational].join(""), [given, family].filter(Boolean).join(" ")];
  const match = numberMatch(number, idMasked);
  const rows: readonly (readonly [TextKey, string | null])[] = [
    ["licenceName", names.filter((name) => name !== "").join(" · ")],
    ["licenceNumber", number === null ? null : `${number} (${text(`licenceMatch_${match}`)})`],
    ["licenceBirth", licence.birth],
    ["licenceIssuer", [licence.country, licence.authority, licence.issuer].filter(Boolean).join(" · ")],
    [
      "licenceCategories",
      categories === null
        ? null
        : categories
            .map(({ category, expiry, codes }) => [category, expiry ?? "—", ...codes].join(" "))
            .join("; "),
    ],
    ["licenceExpiry", licence.expiry],
    ["licenceDataUntil", licence.dataUntil],
    ["licenceSignerUntil", licence.signerUntil],
  ];
  return (
    <dl class="subject">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{text(label)}</dt>
          <dd>{value === null || value === "" ? text("licenceNotShown") : value}</dd>
        </div>
      ))}
    </dl>
  );
}
