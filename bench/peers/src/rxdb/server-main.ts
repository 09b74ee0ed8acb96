import { startWebsocketServer } from 'rxdb/plugins/replication-websocket';
import { usageNow } from '../../../src/e2e/usage.ts';
import { quietPort } from '../../../src/faults/stage/quiet-port.ts';
import { answerQuestions } from '../../../src/journey/answer-questions.ts';
import { endWithParent } from '../../../src/journey/end-with-parent.ts';
import { openDatabase } from './open-database.ts';

/** As https://rxdb.info/replication-websocket.html has it. */
endWithParent();
answerQuestions(usageNow);
const port = await quietPort();
startWebsocketServer({ database: await openDatabase('server'), port, path: '/socket' });
process.send?.({ url: `ws://127.0.0.1:${port}/socket` });
