import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment, useMutationFailure } from '../../graphql/mutation-failure.ts';
import { useAnnounce } from '../ui/announcements.tsx';
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
  const [{ fetching }, update] = useMutation(UpdateAccountMutation);
  const failure = useMutationFailure();
  const announce = useAnnounce();

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
      <TimeZoneField
        className="min-w-0 flex-1 basis-56"
        value={chosen}
        onChange={setChosen}
        likely={[timeZone]}
        error={failure.current?.sentence}
      />
      <Button type="submit" busy={fetching} aria-disabled={chosen === timeZone}>
        Save
      </Button>
    </form>
  );
}
