import { scopeCounted, type ToldScope } from "../../core/record/told-scope.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { said, text } from "./texts.ts";

/** What the law asks for, beside the verdict: how much of it this verdict speaks of, what others do, and what nobody has done. */
export function ScopeStrip({ scope }: { scope: ToldScope }) {
  const { missing, elsewhere, voluntary, restsOn } = scope;
  const left = elsewhere.map(
    ({ nameZh, nameEn, codes }) => `${said({ zh: nameZh, en: nameEn })} ${codes.length}`,
  );
  const names = voluntary.map(({ nameZh, nameEn }) => said({ zh: nameZh, en: nameEn }));
  return (
    <div class="scope">
      <h3>{text("scope")}</h3>
      <p>{said(sentenceOf(scopeCounted(scope)))}</p>
      {missing.length > 0 && (
        <ul>
          {missing.map(({ code, nameZh, nameEn }) => (
            <li key={code}>
              <b>{code}</b> {said({ zh: nameZh, en: nameEn })}
            </li>
          ))}
        </ul>
      )}
      <Left title={text("scopeElsewhere")} names={left} />
      <Left title={text("scopeVoluntary")} names={names} />
      {restsOn !== undefined && <p class="soft">{said(restsOn)}</p>}
    </div>
  );
}

function Left({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p class="soft">
      {title}
      {text("colon")}
      {names.join(" · ")}
    </p>
  );
}
