import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';

const UpdateTeamMutation = graphql(
  `
    mutation UpdateTeam($input: UpdateTeamInput!) {
      updateTeam(input: $input) {
        __typename
        ... on Team {
          catchUpHours
          id
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

const OFFERED_HOURS = [1, 2, 3, 6, 12, 24, 48, 72];

/** How late posts still go out by themselves. */
export function CatchUpForm({ catchUpHours, onSaved }: { catchUpHours: number; onSaved: () => void }) {
  const [chosen, setChosen] = useState(catchUpHours);
  const update = useMutationForm(UpdateTeamMutation, {
    announcement: 'The setting is saved.',
    onDone: onSaved,
  });
  const offered = [...new Set([...OFFERED_HOURS, catchUpHours])].sort((a, b) => a - b);

  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void update.submit({ catchUpHours: chosen });
      }}
    >
      <SelectField
        className="min-w-0 flex-1 basis-56"
        label="Publish late posts by themselves"
        hint="After a downtime of Airdate or TikTok. A post that is later than this is held until somebody decides."
        error={update.failure?.sentence}
        value={chosen}
        onChange={(event) => setChosen(Number(event.target.value))}
      >
        {offered.map((hours) => (
          <option key={hours} value={hours}>
            {hours === 1 ? 'up to 1 hour late' : `up to ${hours} hours late`}
          </option>
        ))}
      </SelectField>
      <Button type="submit" busy={update.pending} aria-disabled={chosen === catchUpHours}>
        Save
      </Button>
    </form>
  );
}
