import type { MutationFailure } from '../../graphql/mutation-failure.ts';
import { formatInstant } from '../../lib/time-zone.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Choice } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { type Blocker, declarations, INBOX_NOTICE, PROCESSING_NOTICE } from './composer-rules.ts';
import type { Composition } from './composition.ts';
import { DeclarationText } from './declaration.tsx';
import type { Overtaken } from './edited-post.ts';
import { OvertakenAlert } from './overtaken-alert.tsx';
import { type FreeSlot, type PlannedTime, PublishTimeFields } from './publish-time.tsx';
import type { Submission } from './use-submit.ts';

export type When = 'now' | 'slot' | 'later';

const SUBMISSIONS: Record<When, Submission> = { now: 'publish', slot: 'slot', later: 'schedule' };

/** When it goes out, what is agreed to, and the buttons. */
export function PublishSection({
  composition,
  blockers,
  when,
  onWhen,
  planned,
  onPlanned,
  accountTimeZone,
  freeSlots,
  appAudited,
  draftable,
  busy,
  failure,
  overtaken,
  onKeep,
  timeErrors,
  onSubmit,
}: {
  composition: Composition;
  blockers: Blocker[];
  when: When;
  onWhen: (when: When) => void;
  planned: PlannedTime;
  onPlanned: (planned: PlannedTime) => void;
  accountTimeZone: string;
  freeSlots: readonly FreeSlot[];
  appAudited: boolean;
  draftable: boolean;
  busy: Submission | null;
  failure: MutationFailure | null;
  overtaken: Overtaken | null;
  onKeep: () => void;
  timeErrors: { localTime?: string; timeZone?: string };
  onSubmit: (kind: Submission) => void;
}) {
  // TikTok wants this one said on the button itself; of the others the first is enough there.
  const blocked = (blockers.find(({ field }) => field === 'disclosure') ?? blockers[0])?.sentence ?? null;
  const direct = composition.mode === 'DIRECT';
  const kind = SUBMISSIONS[when];
  return (
    <Card title="When">
      <div className="grid gap-4">
        <fieldset className="flex flex-wrap gap-x-7 gap-y-2">
          <legend className="sr-only">When it goes out</legend>
          <Choice
            type="radio"
            name="when"
            label="Now"
            checked={when === 'now'}
            onChange={() => onWhen('now')}
          />
          <Choice
            type="radio"
            name="when"
            label="In the next free slot"
            checked={when === 'slot'}
            onChange={() => onWhen('slot')}
          />
          <Choice
            type="radio"
            name="when"
            label="At a date and time"
            checked={when === 'later'}
            onChange={() => onWhen('later')}
          />
        </fieldset>
        {when === 'slot' && <NextFreeSlot slot={freeSlots[0]} />}
        {when === 'later' && (
          <PublishTimeFields
            planned={planned}
            onChange={onPlanned}
            accountTimeZone={accountTimeZone}
            freeSlots={freeSlots}
            errors={timeErrors}
          />
        )}
        {!appAudited && direct && (
          <Alert tone="warn" title="This TikTok app is not audited yet">
            Until TikTok has audited it, TikTok publishes only “Only me” videos, and only on private accounts.
          </Alert>
        )}
        <div className="grid gap-1.5 border-t border-line pt-4">
          <DeclarationText declarations={declarations(composition)} />
          <p className="text-[0.9rem] text-muted">{direct ? PROCESSING_NOTICE : INBOX_NOTICE}</p>
        </div>
        {overtaken === null ? (
          <MutationAlert failure={failure} />
        ) : (
          <OvertakenAlert overtaken={overtaken} onKeep={onKeep} />
        )}
        <div className="flex flex-wrap gap-2">
          <Tooltip text={blocked}>
            {(describedBy) => (
              <Button
                variant="primary"
                aria-disabled={blocked !== null || busy !== null}
                aria-describedby={describedBy}
                busy={busy === kind}
                onClick={() => onSubmit(kind)}
              >
                <Icon name={when === 'now' ? 'send' : 'clock'} />
                {when !== 'now' ? 'Schedule' : direct ? 'Publish now' : 'Send to the inbox'}
              </Button>
            )}
          </Tooltip>
          <Tooltip text={draftable ? null : 'A draft needs an account and a video.'}>
            {(describedBy) => (
              <Button
                aria-disabled={!draftable || busy !== null}
                aria-describedby={describedBy}
                busy={busy === 'draft'}
                onClick={() => onSubmit('draft')}
              >
                Save draft
              </Button>
            )}
          </Tooltip>
        </div>
        <div aria-live="polite" className="text-[0.9rem] text-muted empty:hidden">
          {blockers.length > 0 && (
            <>
              <p>Before it can go out:</p>
              <ul className="list-disc pl-5">
                {blockers.map(({ field, sentence }) => (
                  <li key={field}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
    </Card>
  );
}

function NextFreeSlot({ slot }: { slot: FreeSlot | undefined }) {
  return (
    <p aria-live="polite" className="text-[0.9rem] text-muted">
      {slot === undefined
        ? 'The schedule of this account has no free slot. Add slots to it, or choose a date and time.'
        : `As things are, that is ${formatInstant(slot.at, slot.timeZone)}; a later one when somebody else takes it first or TikTok has no room then.`}
    </p>
  );
}
