import { measureInPage } from '../../../src/local/peers/measure-in-page.ts';
import { openPeer } from './open-peer.ts';

measureInPage(openPeer, 'never');
