/**
 * The values of an enum that stands for a closed list of ours. GraphQL takes no dots in names and writes them in capitals, so
 * `post.in_inbox` is called POST_IN_INBOX, and `apiKey` API_KEY.
 *
 * @param descriptions a sentence for each entry of the list
 */
export function enumValuesOf<Entry extends string>(
  descriptions: Record<Entry, string>,
): Record<string, { value: Entry; description: string }> {
  const entries = Object.entries(descriptions) as [Entry, string][];
  return Object.fromEntries(
    entries.map(([value, description]) => [nameOf(value), { value, description }] as const),
  );
}

function nameOf(entry: string): string {
  return entry
    .replace(/[a-z](?=[A-Z])/g, '$&_')
    .replaceAll('.', '_')
    .toUpperCase();
}
