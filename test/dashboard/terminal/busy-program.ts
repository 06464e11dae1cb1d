// Draws 3000 frames of a busy screen as fast as it may, then says so in the file it is given, waits until all is sent, and
// leaves. Run in a PTY.
import {writeFileSync} from 'node:fs';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {createTerminal} from '../../../source/dashboard/terminal.ts';

const [, , reportPath = ''] = process.argv;
const frames = 3000;
const terminal = createTerminal({stdout: process.stdout});
terminal.write('\u001B[?1049h\u001B[?25l');

for (let frame = 1; frame <= frames; frame++) {
	const lines = Array.from({length: terminal.rows - 1}, (_, row) =>
		String((frame * 7919 + row * 104_729) % 1e9).repeat(7),
	);
	terminal.write(`\u001B[H\u001B[J${[`frame ${frame}`, ...lines].join('\n')}`);
	await nextTurn();
}

writeFileSync(reportPath, JSON.stringify({isStalled: terminal.isStalled, bytesWritten: terminal.bytesWritten}));
process.stdin.once('data', () => {
	terminal.restore();
	process.exit(0);
});
