import { ON_MESSAGES } from './features/on-messages.ts';
import type { StepKind } from './step-kind.ts';

/** What people do beside writing and reading: each feature of the client. A run draws some of the kinds, or none. */
export const FEATURE_STEPS: Readonly<Record<string, StepKind>> = { ...ON_MESSAGES };
