import {type Dirent, lstatSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {isOwnFolder} from '../../files/own-files.ts';
import {type LogName, logsFolder, parseLogFile, projectLogFile} from '../paths.ts';

/** A log file. */
export type LogFile = {
	readonly file: string;
	/** Its agent and run; empty for the project's log. */
	readonly name: LogName;
	/** Time of the last write, in milliseconds since 1970. */
	readonly modifiedAtMs: number;
};

/** All logs of a project. Other files in the folder are skipped, and so are links: what they lead to is not ours to delete. */
export function listLogs(root: string): readonly LogFile[] {
	const folder = logsFolder(root);
	const logs: LogFile[] = [];

	for (const entry of entriesOf(folder)) {
		const file = path.join(folder, entry.name);

		if (entry.isDirectory()) {
			const runLogs = entriesOf(file).map(({name}) => path.join(file, name));
			logs.push(...runLogs.flatMap(runLog => withTime(runLog, parseLogFile(runLog))));
		} else if (file === projectLogFile(root)) {
			logs.push(...withTime(file, {}));
		}
	}

	return logs;
}

function withTime(file: string, name: LogName | undefined): readonly LogFile[] {
	const stats = lstatSync(file, {throwIfNoEntry: false});
	return name && stats?.isFile() ? [{file, name, modifiedAtMs: stats.mtimeMs}] : [];
}

/** Empty if the folder does not exist, as in a new project, or is a link. */
function entriesOf(folder: string): readonly Dirent[] {
	try {
		return isOwnFolder(folder) ? readdirSync(folder, {withFileTypes: true}) : [];
	} catch {
		return [];
	}
}
