import { expect, test } from 'vitest';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { ForbiddenError } from '../errors.ts';
import { updateTeam } from './update-team.ts';

const deps = await createTestDeps({ jobs: [] });

test('how late posts go out is a setting of the team, and each change of it an event', async () => {
  const [team, other] = [await createTestTeam(deps, 'ADMIN'), await createTestTeam(deps, 'ADMIN')];
  expect(await updateTeam(team, {})).toMatchObject({ catchUpHours: 6 });
  for (const catchUpHours of [1, 72, 72]) {
    expect(await updateTeam(team, { catchUpHours })).toMatchObject({ catchUpHours });
  }
  expect(await updateTeam(other, { catchUpHours: null })).toMatchObject({ catchUpHours: 6 });
  const events = await deps.db.event.findMany({ where: { type: 'team.updated' } });
  expect(events.map(({ teamId, data }) => [teamId, data])).toEqual([
    [team.teamId, { catchUpHours: 1 }],
    [team.teamId, { catchUpHours: 72 }],
  ]);
});

test.each([0, 73, 1.5, -1])('%s hours are refused, naming field and limits', async (catchUpHours) => {
  const team = await createTestTeam(deps, 'ADMIN');
  await expect(updateTeam(team, { catchUpHours })).rejects.toMatchObject({
    issues: [{ code: 'invalid_input', path: ['catchUpHours'], message: 'A whole number of hours, 1 to 72.' }],
  });
  expect(await updateTeam(team, {})).toMatchObject({ catchUpHours: 6 });
});

test('below admin nobody changes it', async () => {
  const team = await createTestTeam(deps, 'EDITOR');
  await expect(updateTeam(team, { catchUpHours: 1 })).rejects.toBeInstanceOf(ForbiddenError);
});
