import type { ReactNode } from 'react';
import { Logo } from './logo.tsx';

/** The frame of the pages that nobody has to be signed in for. */
export function FrontPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-[26rem] content-center gap-6 px-5 py-10">
      <Logo />
      <div>
        <h1 className="text-2xl">{title}</h1>
        <p className="mt-1 text-muted">{lead}</p>
      </div>
      {children}
    </main>
  );
}
