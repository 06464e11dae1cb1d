import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {parse} from 'smol-toml';
import {defaultTelling, type TellingSettings} from '../../dashboard/notify/notifier.ts';
import {configFileName} from '../../project/find-project.ts';

/**
 * How `[notify]` wants a person elsewhere to be told by the terminal. Read by hand: the supervisor checks the file and says
 * what is wrong in it, and what checks it would double what a dashboard loads.
 */
export async function readNotify(root: string): Promise<TellingSettings> {
	try {
		const {notify} = parse(await readFile(path.join(root, configFileName), 'utf8'));
		const wished: Readonly<Record<string, unknown>> = typeof notify === 'object' ? {...notify} : {};
		return {
			title: flagOf(wished.title) ?? defaultTelling.title,
			bell: flagOf(wished.bell) ?? defaultTelling.bell,
			desktop: flagOf(wished.desktop) ?? defaultTelling.desktop,
		};
	} catch {
		return defaultTelling;
	}
}

function flagOf(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}
