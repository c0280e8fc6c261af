import type { EnumValue } from '../../graphql/graphql.ts';

export type Role = EnumValue<'Role'>;

/** Roles from the least to the most that they allow. */
export const ROLES: { value: Role; label: string }[] = [
  { value: 'VIEWER', label: 'Viewer' },
  { value: 'EDITOR', label: 'Editor' },
  { value: 'APPROVER', label: 'Approver' },
  { value: 'ADMIN', label: 'Admin' },
  { value: 'OWNER', label: 'Owner' },
];

export function roleLabel(role: Role): string {
  return ROLES.find(({ value }) => value === role)?.label ?? role;
}
