/** A Relay global id as our GraphQL schema encodes it, for addresses that name a row outside of GraphQL. */
export function globalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64');
}
