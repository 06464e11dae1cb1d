// What `towline supervise <root>` is to its starter: it owns the project, listens and says so, or says why not.

import {createServer} from '../../source/api/server.ts';
import {socketPathOf} from '../../source/api/socket-path.ts';
import {TowlineError, toMessage} from '../../source/core/errors.ts';
import type {EpochMs} from '../../source/core/ids.ts';
import {ownProject} from '../../source/store/own-project.ts';
import {createSupervisorDouble} from './supervisor-double.ts';

const root = process.argv[3] ?? '';
const tell = (message: object) => new Promise(resolve => process.send?.(message, resolve));

try {
	if (process.env.TERM === 'broken') {
		throw new TowlineError('CONFIG_INVALID', 'towline.toml: line 3 is not valid.', {hint: 'Mend it.'});
	}

	// Held for as long as it is referred to: what is collected unlocks the project.
	const lock = ownProject(root);
	const server = await createServer({
		supervisor: createSupervisorDouble(),
		socketPath: socketPathOf(root),
		hello: {version: '1', root, startedAt: Date.now() as EpochMs},
		onHandedOver: () => {},
		onDown: () =>
			server.close().then(() => {
				lock.close();
				process.exit(0);
			}),
		onError: error => console.error(error),
	});
	await tell({type: 'ready'});
} catch (error) {
	const code = error instanceof TowlineError ? error.code : 'INTERNAL';
	await tell({type: 'failed', code, message: toMessage(error)});
	process.exit(1);
}
