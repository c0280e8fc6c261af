import { Alert } from '../ui/alert.tsx';
import { Card } from '../ui/card.tsx';
import { Choice, Switch } from '../ui/choice.tsx';
import { FieldError } from '../ui/field.tsx';
import { brandedContentDisabledBecause, DISCLOSURE_NEEDED, labelNotice } from './composer-rules.ts';
import type { Composition, Place } from './composition.ts';

/** Whether the video promotes somebody, and whom. Off until a person turns it on. */
export function DisclosureSection({
  composition,
  onChange,
  errors,
}: {
  composition: Composition;
  onChange: (fields: Partial<Composition>) => void;
  errors: Partial<Record<Place, string>>;
}) {
  const blocked = brandedContentDisabledBecause(composition);
  const notice = labelNotice(composition);
  const undecided = composition.disclose && !composition.yourBrand && !composition.brandedContent;
  return (
    <Card title="Disclosure">
      <div className="grid gap-4">
        <Switch
          label="Disclose video content"
          description="Turn on to disclose that this video promotes goods or services in exchange for something of value. Your video could promote yourself, a third party, or both."
          checked={composition.disclose}
          onChange={(disclose) => onChange({ disclose, yourBrand: false, brandedContent: false })}
        />
        {composition.disclose && (
          <fieldset className="grid gap-3">
            <legend className="sr-only">What the video promotes</legend>
            <Choice
              type="checkbox"
              name="yourBrand"
              label="Your brand"
              description="You are promoting yourself or your own business. This video will be classified as Brand Organic."
              checked={composition.yourBrand}
              onChange={(event) => onChange({ yourBrand: event.target.checked })}
            />
            <Choice
              type="checkbox"
              name="brandedContent"
              label={<span title={blocked ?? undefined}>Branded content</span>}
              description={
                <>
                  You are promoting another brand or a third party. This video will be classified as Branded
                  Content.
                  {blocked && <span className="block font-medium text-warn">{blocked}</span>}
                </>
              }
              checked={composition.brandedContent}
              disabled={blocked !== null && !composition.brandedContent}
              onChange={(event) => onChange({ brandedContent: event.target.checked })}
            />
            <div aria-live="polite">
              {notice && <Alert tone="accent">{notice}</Alert>}
              {undecided && <p className="text-[0.9rem] text-muted">{DISCLOSURE_NEEDED}</p>}
            </div>
            <FieldError>{errors.yourBrand ?? errors.brandedContent}</FieldError>
          </fieldset>
        )}
        <Choice
          type="checkbox"
          name="isAiGenerated"
          label="AI-generated content"
          description="TikTok labels the video as made with AI."
          checked={composition.isAiGenerated}
          onChange={(event) => onChange({ isAiGenerated: event.target.checked })}
        />
      </div>
    </Card>
  );
}
