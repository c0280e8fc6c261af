/** A list is counted no further, so that a long one costs no more than this: its `totalCount` then stands for as many or more. */
export const MOST_COUNTED = 10_000;
