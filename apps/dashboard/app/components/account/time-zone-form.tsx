import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment, useMutationFailure } from '../../graphql/mutation-failure.ts';
import { describeTimeZone, timeZoneChoices } from '../../lib/time-zone.ts';
import { useAnnounce } from '../ui/announcements.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';

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
  const [{ fetching }, update] = useMutation(UpdateAccountMutation);
  const failure = useMutationFailure();
  const announce = useAnnounce();
  const zones = timeZoneChoices([timeZone, 'UTC']);

  const save = async () => {
    const result = await update({ input: { accountId, timeZone: chosen } });
    if (failure.read(result.error, result.data?.updateAccount)) return;
    announce('The time zone is saved.');
    onDone();
  };

  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SelectField
        label="Time zone"
        className="flex-1 basis-56"
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        error={failure.current?.sentence}
      >
        {zones.near.map((zone) => (
          <option key={zone} value={zone}>
            {describeTimeZone(zone, new Date())}
          </option>
        ))}
        {zones.all.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </SelectField>
      <Button type="submit" busy={fetching} aria-disabled={chosen === timeZone}>
        Save
      </Button>
    </form>
  );
}
