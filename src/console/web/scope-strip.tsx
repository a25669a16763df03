import { scopeCounted, type ToldScope } from "../../core/record/told-scope.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { said } from "./texts.ts";

/** What the law asks for, beside the verdict: how much of it this verdict speaks of, and what nobody has done. */
export function ScopeStrip({ scope }: { scope: ToldScope }) {
  const { missing, elsewhere } = scope;
  return (
    <div class="scope">
      <p>{said(sentenceOf(scopeCounted(scope)))}</p>
      {missing.length + elsewhere.length > 0 && (
        <ul>
          {missing.map(({ code, nameZh, nameEn, reason }) => (
            <li key={code} class="missing">
              <b>{code}</b> {said({ zh: nameZh, en: nameEn })} · {said(reason)}
            </li>
          ))}
          {elsewhere.map(({ part, nameZh, nameEn, codes }) => (
            <li key={part}>
              {said({ zh: nameZh, en: nameEn })} · {codes.length}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
