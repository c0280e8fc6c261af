/** Does nothing. What is left of an object once all that was decided about is taken out has to be empty to compile. */
export function nothingLeft(_rest: Record<string, never>): void {}
