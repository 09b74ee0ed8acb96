/** Whether what a server sent is a frame: for whoever reads from the wire, apart so that others need not carry it. */
export { checkServerFrame, isUnknownServerFrame } from './checks/server-frame.ts';
