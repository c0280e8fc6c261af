import type { Role } from '@airdate/db';
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
};
