import { serviceWorkerSync } from '@tidemark/core/service-worker';
import { openAnn } from './open-ann.ts';

const asked = new URL(location.href).searchParams;
serviceWorkerSync({ open: () => openAnn(asked.get('server') ?? '', asked.get('token') ?? ''), patienceMs: 30_000 });
