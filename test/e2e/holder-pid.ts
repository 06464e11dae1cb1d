import {createHolderConnection} from '../../source/holder/client/holder-connection.ts';
import {connectToHolder} from '../../source/holder/client/open-holder.ts';
import type {TestProject} from './project.ts';

/** The process that holds a project's agents; `undefined` when none runs. */
export async function holderPid({root, env}: Pick<TestProject, 'root' | 'env'>): Promise<number | undefined> {
	const stream = await connectToHolder({root, env});

	if (!stream) {
		return undefined;
	}

	const connection = createHolderConnection(stream, {onMessage: () => {}, onClosed: () => {}});

	try {
		return (await connection.greet({role: 'viewer', version: 'test'})).pid;
	} finally {
		connection.close();
	}
}
