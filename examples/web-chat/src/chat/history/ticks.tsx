import './ticks.css';
import type { Delivery } from '@tidemark/core';
import type { ReactElement } from 'react';

const NAMES: Readonly<Record<Exclude<Delivery, 'received'>, string>> = {
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not sent',
};

const PATHS: Readonly<Record<Exclude<Delivery, 'received'>, string>> = {
  sending: 'M9 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM9 5.200V8.200l2 1.2',
  sent: 'M5 8.400l2.8 2.800L13 5.2',
  delivered: 'M2 8.400l2.8 2.800L10 5.200M8.2 10.400l.8.8 5.2-6',
  read: 'M2 8.400l2.8 2.800L10 5.200M8.2 10.400l.8.8 5.2-6',
  failed: 'M9 2.500v7M9 12.800v.4',
};

/** How far one's own message has come. */
export function Ticks({ delivery }: { readonly delivery: Delivery }): ReactElement | null {
  if (delivery === 'received') return null;
  return (
    <svg className="ticks" data-delivery={delivery} viewBox="0 0 17 16" role="img" aria-label={NAMES[delivery]}>
      <path d={PATHS[delivery]} />
    </svg>
  );
}
