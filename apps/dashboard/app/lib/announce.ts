import { createContext, useContext } from 'react';

/** Filled by `Announcements`, which shows the text and has it read out. */
export const AnnounceContext = createContext<(text: string) => void>(() => {});

/** Says that something is done, in a corner of the page and to screen readers. Failures belong at their place instead. */
export const useAnnounce = () => useContext(AnnounceContext);
