/**
 * Where "now" comes from. Every decision about time asks one clock: processes show the database's time, so that they
 * decide alike wherever they run, and tests play days in milliseconds.
 */
export type Clock = {
  now(): Date;
  /** How far tests moved the clock away from the database's time, in ms; unset: not at all. */
  movedMs?: () => number;
};
