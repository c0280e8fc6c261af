import { KeyringError } from './keyring.ts';

const BATCH = 100;

export type ResealCounts = {
  /** Rows sealed anew. */
  resealed: number;
  /** Rows that somebody else changed at the same moment; their new text may have either key. */
  changedMeanwhile: number;
  /** Rows that no key of the keyring opens. */
  unreadable: number;
};

export type SealedRows<Row> = {
  /** At most `take` rows in the order of their ids. */
  read(afterId: string | null, take: number): Promise<Row[]>;
  isCurrent(row: Row): boolean;
  /** Writes only where the row is still as it was read. @returns whether it was */
  reseal(row: Row): Promise<boolean>;
};

/** Walks once over a table, each row in a short write of its own, so that nobody waits for it. */
export async function resealRows<Row extends { id: string }>(rows: SealedRows<Row>): Promise<ResealCounts> {
  const counts = { resealed: 0, changedMeanwhile: 0, unreadable: 0 };
  let afterId: string | null = null;
  for (;;) {
    const batch: Row[] = await rows.read(afterId, BATCH);
    for (const row of batch) {
      if (!rows.isCurrent(row)) counts[await outcomeOf(rows, row)]++;
    }
    afterId = batch.at(-1)?.id ?? null;
    if (batch.length < BATCH) return counts;
  }
}

async function outcomeOf<Row>(rows: SealedRows<Row>, row: Row): Promise<keyof ResealCounts> {
  try {
    return (await rows.reseal(row)) ? 'resealed' : 'changedMeanwhile';
  } catch (error) {
    if (error instanceof KeyringError) return 'unreadable';
    throw error;
  }
}
