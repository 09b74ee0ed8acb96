import type { Route } from '../route.ts';
import { conversationRoutes } from './conversations.ts';
import { messageRoutes } from './messages.ts';
import { presenceRoutes } from './presence.ts';
import { searchRoutes } from './search.ts';
import { statisticsRoutes } from './statistics.ts';
import { syncRoutes } from './sync.ts';

export const allRoutes: readonly Route[] = [
  ...conversationRoutes,
  ...messageRoutes,
  ...presenceRoutes,
  ...syncRoutes,
  ...searchRoutes,
  ...statisticsRoutes,
];
