import { BY_POLICY_STEPS } from './features/by-policy.ts';
import { COMING_AND_GOING } from './features/coming-and-going.ts';
import { LOOKING, PACING } from './features/looking.ts';
import { OF_ONES_OWN } from './features/of-ones-own.ts';
import { ON_CONVERSATIONS } from './features/on-conversations.ts';
import { ON_MEMBERS } from './features/on-members.ts';
import { ON_MESSAGES } from './features/on-messages.ts';
import { READING } from './features/reading.ts';
import { CHANNELS, DISAPPEARING } from './features/special-conversations.ts';
import type { StepKind } from './step-kind.ts';

/** What people do beside writing and reading: each feature of the client. A run draws some of the kinds, or none. */
export const FEATURE_STEPS: Readonly<Record<string, StepKind>> = {
  ...ON_MESSAGES,
  ...ON_CONVERSATIONS,
  ...ON_MEMBERS,
  ...OF_ONES_OWN,
  ...BY_POLICY_STEPS,
};

/** Features whose uses come together: alone they come to nothing. */
export const TOPICS: Readonly<Record<string, Readonly<Record<string, StepKind>>>> = {
  membership: COMING_AND_GOING,
  channels: CHANNELS,
  disappearing: DISAPPEARING,
  reading: READING,
  looking: LOOKING,
  pacing: PACING,
};
