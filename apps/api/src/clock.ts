/** Where "now" comes from, so that tests can play days in milliseconds. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
