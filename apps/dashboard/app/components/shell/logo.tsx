/** Airdate's mark and name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2.5 ${className ?? ''}`}>
      <svg aria-hidden="true" viewBox="0 0 32 32" className="size-8">
        <rect width="32" height="32" rx="9" className="fill-[#2f4be0]" />
        <path
          d="M16 6.5a9.5 9.5 0 1 0 9.5 9.5"
          fill="none"
          stroke="#fff"
          strokeWidth="3"
          strokeLinecap="round"
        />
        <path
          d="M13.6 11.9v8.2l6.8-4.1z"
          fill="#fff"
          stroke="#fff"
          strokeWidth="1.4"
          strokeLinejoin="round"
        />
        <circle cx="24" cy="8" r="3.4" fill="#ffb020" />
      </svg>
      <span className="text-[1.2rem] font-semibold tracking-tight">Airdate</span>
    </span>
  );
}
