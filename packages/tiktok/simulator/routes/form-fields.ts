/** A text field of a form, trimmed; empty when it is missing. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** A field of up to ten digits, or undefined when it is anything else. */
export function wholeNumber(form: FormData, name: string): number | undefined {
  const text = formText(form, name);
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
