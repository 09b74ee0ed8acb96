import { PRIVATE } from '../../plan.ts';
import type { StepKind } from '../step-kind.ts';
import { isSeen, use } from './feature-step.ts';

/** In a run with these, everybody reads one conversation without telling the others. */
export const READING: Readonly<Record<string, StepKind>> = {
  'read-privately': use(4, (acting) => {
    const { client } = acting;
    return isSeen(acting, PRIVATE) ? client.conversations.markRead(PRIVATE) : undefined;
  }),
};
