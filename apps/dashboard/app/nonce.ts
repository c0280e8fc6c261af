import { createContext } from 'react';

/** The Content Security Policy nonce of this response; empty in the browser, where nothing needs it any more. */
export const NonceContext = createContext('');
