import type { IconName } from '../ui/icon.tsx';

export type Destination = { to: string; label: string; icon: IconName };

/** The dashboard's pages in the order of the work. */
export const DESTINATIONS: { heading: string | null; items: Destination[] }[] = [
  {
    heading: null,
    items: [
      { to: '/', label: 'Home', icon: 'home' },
      { to: '/posts', label: 'Posts', icon: 'posts' },
      { to: '/calendar', label: 'Calendar', icon: 'calendar' },
      { to: '/library', label: 'Library', icon: 'library' },
    ],
  },
  {
    heading: 'TikTok',
    items: [
      { to: '/accounts', label: 'Accounts', icon: 'accounts' },
      { to: '/schedules', label: 'Schedules', icon: 'schedules' },
      { to: '/quota', label: 'Quota', icon: 'quota' },
    ],
  },
  {
    heading: 'Team',
    items: [
      { to: '/api-keys', label: 'API keys', icon: 'key' },
      { to: '/settings', label: 'Settings', icon: 'settings' },
    ],
  },
];
