import type { Table } from './table.ts';

/** A value of which there is exactly one, such as the settings. Survives like a row of a {@link Table}. */
export class Cell<T> {
  readonly #rows: Table<CellRow>;
  readonly #name: string;

  constructor(rows: Table<CellRow>, name: string) {
    this.#rows = rows;
    this.#name = name;
  }

  /** Undefined until it was written for the first time. */
  read(): T | undefined {
    return this.#rows.get(this.#name)?.value as T | undefined;
  }

  write(value: T): void {
    this.#rows.put({ name: this.#name, value });
  }
}

/** How a cell lies in its table. */
export type CellRow = { name: string; value: unknown };
