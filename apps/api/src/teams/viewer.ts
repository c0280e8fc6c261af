import type { ApiKeyScope, Role } from '@airdate/db';
import type { Actor } from '../context.ts';

/** Who sends a request, and for which team. */
export type Viewer = {
  actor: Extract<Actor, { kind: 'user' | 'apiKey' }>;
  /** Null for an API key. */
  userId: string | null;
  /** Null for an API key. */
  sessionId: string | null;
  teamId: string;
  role: Role;
  /** What a key was made for; null for a person, who has all. */
  scopes: readonly ApiKeyScope[] | null;
  /** Whether it is a key that reaches the simulator only. */
  isTest: boolean;
  /** When the key or the session ends by itself; null for a key without an end. */
  expiresAt: Date | null;
  /** What the viewer stands on; a change of any may end it. */
  grounds: readonly ViewerGround[];
};

/** A key, a session, or the memberships of a user, as the database's notifications name them. */
type ViewerGround = `${'apiKey' | 'session' | 'user'}:${string}`;

/** Whether both may do the same, for the same team, by the same key or session. */
export function isSameViewer(a: Viewer, b: Viewer): boolean {
  return (
    a.actor.kind === b.actor.kind &&
    a.actor.id === b.actor.id &&
    a.sessionId === b.sessionId &&
    a.teamId === b.teamId &&
    a.role === b.role
  );
}

/** How limits and the log name a viewer: one person or key, whatever team it acts for. */
export function viewerName({ actor }: Viewer): string {
  return `${actor.kind}:${actor.id}`;
}
