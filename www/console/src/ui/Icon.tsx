/** Line icons on a 20-pixel grid, drawn for the console. They decorate; the text beside them says the same. */
const PATHS = {
  segment: 'M7.8 9.5a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8M2.6 16.3c.4-2.6 2.5-4.2 5.2-4.2s4.8 1.6 5.2 4.2M12.9 4a2.7 2.7 0 0 1 0 5.2M14.6 12.4c1.5.6 2.5 2 2.8 3.9',
  plus: 'M10 4.2v11.6M4.2 10h11.6',
  close: 'M5.2 5.2l9.6 9.6M14.8 5.2l-9.6 9.6',
  left: 'M12 4.8L6.8 10l5.2 5.2',
  undo: 'M7.2 4.5L3.8 8l3.4 3.5M4 8h7.6a4 4 0 0 1 0 8H8',
  redo: 'M12.8 4.5L16.2 8l-3.4 3.5M16 8H8.4a4 4 0 0 0 0 8H12',
  more: 'M4.6 10h.1M10 10h.1M15.4 10h.1',
  nest: 'M4 4v12M8 7v6M8 7h8M8 13h8M4 4h12M4 16h12',
  trash: 'M4.2 5.8h11.6M8 5.6V4h4v1.6M5.6 5.8l.7 10.4h7.4l.7-10.4',
  download: 'M10 3.6v8.6M6.4 8.8L10 12.4l3.6-3.6M4 16.2h12',
  pencil: 'M4 16l.8-3.4 8.4-8.4 2.6 2.6-8.4 8.4z',
  question: 'M7.6 7.6a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2 1-1.2 1.9M10 14.4v.1',
  message: 'M3.5 5.5a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9.2l-3.7 3v-3a2 2 0 0 1-2-2zM7 7.2h6M7 10h3.5',
  live: 'M10 11.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2M6.3 13.7a5.2 5.2 0 0 1 0-7.4M13.7 6.3a5.2 5.2 0 0 1 0 7.4M3.8 16.2a8.8 8.8 0 0 1 0-12.4M16.2 3.8a8.8 8.8 0 0 1 0 12.4',
  phone: 'M7 2.8h6a1.5 1.5 0 0 1 1.5 1.5v11.4a1.5 1.5 0 0 1-1.5 1.5H7a1.5 1.5 0 0 1-1.5-1.5V4.3A1.5 1.5 0 0 1 7 2.8M9 14.8h2',
  tablet: 'M5.5 2.8h9A1.5 1.5 0 0 1 16 4.3v11.4a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 15.7V4.3a1.5 1.5 0 0 1 1.5-1.5M9 14.8h2',
  desktop: 'M4 3.8h12a1 1 0 0 1 1 1v7.4a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4.8a1 1 0 0 1 1-1M10 13.2v3M7 16.3h6',
  copy: 'M8 7h7.5a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1M13 7V4.5a1 1 0 0 0-1-1H4.5a1 1 0 0 0-1 1V12a1 1 0 0 0 1 1H7',
  check: 'M4.5 10.5l3.7 3.7 7.3-8',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  updown: 'M7 8l3-3 3 3M7 12l3 3 3-3',
  signOut: 'M8.5 16.5h-3a1.5 1.5 0 0 1-1.5-1.5V5a1.5 1.5 0 0 1 1.5-1.5h3M12.5 13.5L16 10l-3.5-3.5M16 10H8',
  alert: 'M10 6.5v4.2M10 13.4v.1M8.8 3.6L2.7 14.2a1.4 1.4 0 0 0 1.2 2.1h12.2a1.4 1.4 0 0 0 1.2-2.1L11.2 3.6a1.4 1.4 0 0 0-2.4 0',
  chart: 'M4.5 16.2v-5M10 16.2V4.5M15.5 16.2V8M3 16.4h14',
  home: 'M3.5 9.2L10 3.8l6.5 5.4M5.2 8v8.2h9.6V8M8.4 16v-4.4h3.2V16',
  campaign: 'M8.4 11.6a3 3 0 0 0 4.3.2l2.9-2.9a3 3 0 0 0-4.2-4.3l-1 1M11.6 8.4a3 3 0 0 0-4.3-.2l-2.9 2.9a3 3 0 0 0 4.2 4.3l1-1',
  settings: 'M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M12.5 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4M7.5 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  start: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M6.9 10.3l2.2 2.2 4-4.4',
  lock: 'M5.8 9h8.4a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1H5.8a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1M7 9V6.8a3 3 0 0 1 6 0V9',
  person: 'M10 9.8a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M4 16.6c.4-2.8 2.8-4.4 6-4.4s5.6 1.6 6 4.4',
  right: 'M8 5.5l4.5 4.5L8 14.5',
  open: 'M11.5 3.8h4.7v4.7M16.2 3.8L9.5 10.5M14.5 11.5v4a1 1 0 0 1-1 1h-8a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1h4',
  send: 'M16.6 3.4L3.2 8.6l5.2 3 3 5.2zM8.4 11.6l8.2-8.2',
  search: 'M9 14.2A5.2 5.2 0 1 0 9 3.8a5.2 5.2 0 0 0 0 10.4M12.8 12.8l3.7 3.7',
  verified: 'M10 2.8l2 1.5 2.5 0 .8 2.4 2 1.5-.8 2.3.8 2.4-2 1.5-.8 2.3H12l-2 1.5-2-1.5H5.5l-.8-2.3-2-1.5.8-2.4-.8-2.3 2-1.5.8-2.4H8zM7.3 10l2 2 3.5-3.9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" style={{ flexShrink: 0 }}>
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a persimmon seen from above, the fruit that a neighbourhood shop in autumn has in front. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" style={{ flexShrink: 0 }}>
      <path d="M16 2.5c10 0 13.5 3.5 13.5 13.5S26 29.5 16 29.5 2.5 26 2.5 16 6 2.5 16 2.5Z" fill="#E8590C" />
      <path d="M16 15.6c-4.3-2.4-4.6-6.5 0-10.1 4.6 3.6 4.3 7.7 0 10.1Z" fill="#FFF4EC" />
      <path d="M16 15.6c-4.3-2.4-4.6-6.5 0-10.1 4.6 3.6 4.3 7.7 0 10.1Z" fill="#FFF4EC" transform="rotate(90 16 16)" />
      <path d="M16 15.6c-4.3-2.4-4.6-6.5 0-10.1 4.6 3.6 4.3 7.7 0 10.1Z" fill="#FFF4EC" transform="rotate(180 16 16)" />
      <path d="M16 15.6c-4.3-2.4-4.6-6.5 0-10.1 4.6 3.6 4.3 7.7 0 10.1Z" fill="#FFF4EC" transform="rotate(270 16 16)" />
    </svg>
  );
}
