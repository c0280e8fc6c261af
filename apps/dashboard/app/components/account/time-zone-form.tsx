import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button } from '../ui/button.tsx';
import { TimeZoneField } from '../ui/time-zone-field.tsx';

const UpdateAccountMutation = graphql(
  `
    mutation UpdateAccount($input: UpdateAccountInput!) {
      updateAccount(input: $input) {
        __typename
        ... on Account {
          id
          timeZone
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

/** The zone that an account's slots and suggested times are in. */
export function TimeZoneForm({
  accountId,
  timeZone,
  onDone,
}: {
  accountId: string;
  timeZone: string;
  onDone: () => void;
}) {
  const [chosen, setChosen] = useState(timeZone);
  const update = useMutationForm(UpdateAccountMutation, {
    announcement: 'The time zone is saved.',
    onDone,
  });

  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void update.submit({ accountId, timeZone: chosen });
      }}
    >
      <TimeZoneField
        className="min-w-0 flex-1 basis-56"
        value={chosen}
        onChange={setChosen}
        likely={[timeZone]}
        error={update.failure?.sentence}
      />
      <Button type="submit" busy={update.pending} aria-disabled={chosen === timeZone}>
        Save
      </Button>
    </form>
  );
}
