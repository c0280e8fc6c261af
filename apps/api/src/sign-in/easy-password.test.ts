import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, test } from 'vitest';
import { isEasyPassword } from './easy-password.ts';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './password.ts';

const common = (dictionary['passwords-common'] as string[]).filter(
  ({ length }) => length >= PASSWORD_MIN_LENGTH,
);

describe('a password', () => {
  test('that is common is easy, every one of them', () => {
    expect(common.length).toBeGreaterThan(1_500);
    expect(common.filter((password) => !isEasyPassword(password))).toEqual([]);
  });

  test.each([
    'password2024',
    'P4ssw0rd123',
    'qwertyuiop12',
    'aaaaaaaaaaaa',
    'airdate1234',
    'Ada Lovelace',
    'lovelace1815',
    'ada@example.com',
  ])('like %s is easy for what everybody knows', (password) => {
    expect(isEasyPassword(password, ['Ada Lovelace', 'ada@example.com'])).toBe(true);
  });

  test.each(['correct horse battery', 'another long password', 'blue-Kettle-77', 'päivänkakkara sataa'])(
    'like %s is not',
    (password) => {
      expect(isEasyPassword(password, ['Ada Lovelace', 'ada@example.com'])).toBe(false);
    },
  );

  test.each(['password1', 'p4ssw0rd', '1111', '4@8(|{1!|', 'qwerty', '19991999'])(
    'of many times %s is judged in time',
    (part) => {
      const password = part.repeat(PASSWORD_MAX_LENGTH).slice(0, PASSWORD_MAX_LENGTH);
      isEasyPassword(password);
      const before = process.cpuUsage();
      isEasyPassword(password);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(200);
    },
  );
});
