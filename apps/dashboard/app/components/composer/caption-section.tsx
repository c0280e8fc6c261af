import { CAPTION_MAX_UNITS, captionUnits, captionUnitsOver } from '../../lib/caption.ts';
import { plural } from '../../lib/quantity.ts';
import { Card } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { Field, inputClass } from '../ui/field.tsx';

/** The caption, free to edit, with the count that TikTok goes by. */
export function CaptionSection({
  caption,
  onChange,
  error,
}: {
  caption: string;
  onChange: (caption: string) => void;
  error?: string;
}) {
  const over = captionUnitsOver(caption);
  const tooLong = over > 0 ? `${plural(over, 'character')} too many.` : undefined;
  return (
    <Card title="Caption">
      <Field
        label={<span className="sr-only">Caption</span>}
        hint={
          <span className="flex justify-between gap-4">
            <span>Hashtags and @mentions work as in TikTok. Most emoji count as two.</span>
            <span className={classNames('numeric shrink-0', over > 0 && 'font-semibold text-bad')}>
              {captionUnits(caption).toLocaleString('en')}/{CAPTION_MAX_UNITS.toLocaleString('en')}
            </span>
          </span>
        }
        error={error ?? tooLong}
      >
        {(wiring) => (
          <textarea
            {...wiring}
            value={caption}
            onChange={(event) => onChange(event.target.value)}
            rows={5}
            placeholder="What is the video about?"
            className={classNames(inputClass, 'field-sizing-content max-h-96 min-h-28 py-2')}
          />
        )}
      </Field>
    </Card>
  );
}
