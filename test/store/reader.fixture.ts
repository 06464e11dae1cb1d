// Reads a project's fleet for ever, as a status line that is polled does, and says once that it has begun.
import {writeSync} from 'node:fs';
import {readFleet} from '../../source/store/read-fleet.ts';

for (let count = 0; ; count++) {
	try {
		readFleet(process.argv[2] ?? '');
	} catch {
		// The owner has it.
	}

	if (count === 0) {
		writeSync(1, 'reading\n');
	}
}
