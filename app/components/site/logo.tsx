/** The mark: a flat ferry with its lantern lit, on two lines of water. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <path d="M10 18V6.5" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <circle cx="14.2" cy="8.6" r="3.1" fill="var(--lantern)" />
      <path d="M10 6.5h4.2" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <path d="M3.5 17.5h25l-3.1 5.2a2.2 2.2 0 0 1-1.9 1.1H8.6a2.2 2.2 0 0 1-1.9-1.1z" fill="currentColor" />
      <path
        d="M2.5 28.2c2.2-1.5 4.5-1.5 6.7 0s4.5 1.5 6.8 0 4.5-1.5 6.7 0 4.5 1.5 6.8 0"
        fill="none"
        stroke="var(--water)"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** 나루 drawn in one stroke width; the last vowel's bar runs on as the water. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 58 30" className={className} aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor" strokeWidth="3.1" strokeLinecap="round" strokeLinejoin="round">
        <path d="M4 5.5v14.3h10.2" />
        <path d="M20 3.2v23.3M20 13.2h4.6" />
        <path d="M32.5 4h16.8v5.4H32.5v5.6h17.2" />
        <path d="M40.9 20.5V27" />
      </g>
      <path d="M29.2 20.4h26" stroke="var(--lantern)" strokeWidth="3.1" strokeLinecap="round" />
    </svg>
  );
}
