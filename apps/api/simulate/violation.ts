/** A rule that did not hold. */
export class ViolationError extends Error {
  override name = 'ViolationError';
  readonly rule: string;

  /** @param how what breaks it */
  constructor(rule: string, how: string, options?: ErrorOptions) {
    super(how, options);
    this.rule = rule;
  }
}
