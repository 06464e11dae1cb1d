// Draws a frame and crashes. Run in a PTY.
import {createTerminal} from '../../../source/dashboard/terminal.ts';

const terminal = createTerminal({stdout: process.stdout});
console.log('before');
terminal.write('\u001B[?1049h\u001B[?25l\u001B[31mdashboard');
setTimeout(() => {
	throw new Error('the dashboard crashed');
}, 20);
