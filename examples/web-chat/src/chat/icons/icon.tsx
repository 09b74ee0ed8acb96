import type { ReactElement } from 'react';

/** Strokes on a grid of 24, drawn for this chat. */
const PATHS = {
  alert: 'M12 4.5 21 19.5H3zM12 10v4.2M12 16.8v.2',
  back: 'M14.5 5 8 12l6.5 7',
  check: 'M5 12.8l4.6 4.4L19 7',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.3l2.8 1.7',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v13M6.5 12.5 12 18l5.5-5.5',
  half: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  leave: 'M10 4.5H5.5v15H10M14 8l4 4-4 4M18 12H9.5',
  moon: 'M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z',
  net: 'M4.5 10.2c4.6-4 10.4-4 15 0M7.5 13.6c2.8-2.4 6.2-2.4 9 0M12 17.6v.3',
  panel: 'M4 5.5h16v13H4zM4 14h16',
  pencil: 'M5 19l.9-3.9L15.8 5.2l3 3L8.9 18.1zM13.6 7.4l3 3',
  plus: 'M12 5v14M5 12h14',
  reply: 'M9.5 6.5 4.5 11.5l5 5M5 11.5h8.5a6 6 0 0 1 6 6',
  retry: 'M19 12a7 7 0 1 1-2-4.9M19.4 4v4h-4',
  search: 'M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.5 15.5l4.5 4.5',
  send: 'M5 12h13.5M12.5 6l6 6-6 6',
  smile: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM8.6 14c1.7 2.4 5.1 2.4 6.8 0M9.3 9.7v.3M14.7 9.7v.3',
  sun: 'M12 8.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM12 3v1.6M12 19.4V21M3 12h1.6M19.4 12H21M5.6 5.6l1.2 1.2M17.2 17.2l1.2 1.2M5.6 18.4l1.2-1.2M17.2 6.8l1.2-1.2',
  trash: 'M5 7h14M10 7V4.8h4V7M7 7l.8 12.2h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5',
  users:
    'M9 5.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3.5 19c.4-3.4 2.6-5 5.5-5s5.1 1.6 5.5 5M15.5 6.2a2.6 2.6 0 0 1 0 5M17 14.3c2 .5 3.2 2 3.5 4.2',
  wave: 'M3 9.5c3-3 6-3 9 0s6 3 9 0M3 15.5c3-3 6-3 9 0s6 3 9 0',
} as const;

export type IconName = keyof typeof PATHS;

/** Says nothing to a screen reader: the button around it has a name. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
