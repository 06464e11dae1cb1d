import {type Dirent, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {type LogName, logsFolder, parseLogFile, projectLogFile} from '../paths.ts';

/** A log on the disk. */
export type LogFile = {
	readonly file: string;
	/** The agent and run it is of; empty for the project's own. */
	readonly name: LogName;
	/** When it was last written to. */
	readonly modifiedAtMs: number;
};

/** Every log of a project; what else lies in the folder is left out. */
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
	const stats = statSync(file, {throwIfNoEntry: false});
	return name && stats?.isFile() ? [{file, name, modifiedAtMs: stats.mtimeMs}] : [];
}

/** Nothing for a folder that is not there: a new project has none. */
function entriesOf(folder: string): readonly Dirent[] {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch {
		return [];
	}
}
