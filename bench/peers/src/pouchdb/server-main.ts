import type { AddressInfo } from 'node:net';
import express from 'express';
import expressPouchDb from 'express-pouchdb';
import PouchDB from 'pouchdb';
import { usageNow } from '../../../src/e2e/usage.ts';
import { answerQuestions } from '../../../src/journey/answer-questions.ts';
import { endWithParent } from '../../../src/journey/end-with-parent.ts';

/** As the README of express-pouchdb has it, with no more of CouchDB's interface than PouchDB needs. */
endWithParent();
answerQuestions(usageNow);
const app = express();
const Stored = PouchDB.defaults({ prefix: `${process.argv[2]}/` });
app.use('/', expressPouchDb(Stored, { mode: 'minimumForPouchDB', inMemoryConfig: true }));
const http = app.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/messages` });
});
