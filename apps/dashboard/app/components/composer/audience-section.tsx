import { Card } from '../ui/card.tsx';
import { Choice } from '../ui/choice.tsx';
import { FieldError } from '../ui/field.tsx';
import { SelectMenu } from '../ui/select-menu.tsx';
import { type Creator, type Interaction, interactionDisabled, privacyOptions } from './composer-rules.ts';
import type { Composition, Place } from './composition.ts';

const INTERACTIONS: { name: Interaction; label: string }[] = [
  { name: 'allowComment', label: 'Comment' },
  { name: 'allowDuet', label: 'Duet' },
  { name: 'allowStitch', label: 'Stitch' },
];

/** Who can view the video and what viewers may do with it. Nothing is chosen beforehand. */
export function AudienceSection({
  composition,
  creator,
  onChange,
  errors,
}: {
  composition: Composition;
  creator: Creator | null;
  onChange: (fields: Partial<Composition>) => void;
  errors: Partial<Record<Place, string>>;
}) {
  return (
    <Card title="Audience">
      <div className="grid gap-4">
        <SelectMenu
          label="Who can view this video"
          placeholder={
            creator === null
              ? composition.accountId
                ? 'Not known yet'
                : 'Choose an account first'
              : 'Choose'
          }
          disabled={creator === null}
          value={composition.privacyLevel}
          options={creator === null ? [] : privacyOptions(composition, creator)}
          onChange={(privacyLevel) => onChange({ privacyLevel })}
          error={errors.privacyLevel}
        />
        <fieldset>
          <legend className="mb-1.5 text-[0.9rem] font-medium">Allow users to</legend>
          <div className="flex flex-wrap gap-x-7 gap-y-2">
            {INTERACTIONS.map(({ name, label }) => {
              const switchedOff = creator !== null && interactionDisabled(name, creator);
              return (
                <Choice
                  key={name}
                  type="checkbox"
                  name={name}
                  label={label}
                  checked={composition[name] && !switchedOff}
                  disabled={creator === null || switchedOff}
                  onChange={(event) => onChange({ [name]: event.target.checked })}
                  description={switchedOff ? 'Turned off in the creator’s TikTok settings' : undefined}
                />
              );
            })}
          </div>
          <FieldError>{errors.allowComment ?? errors.allowDuet ?? errors.allowStitch}</FieldError>
        </fieldset>
      </div>
    </Card>
  );
}
