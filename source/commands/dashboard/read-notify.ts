import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {parse} from 'smol-toml';
import {defaultNotifications, type NotificationSettings} from '../../dashboard/notify/notifier.ts';
import {configFileName} from '../../project/find-project.ts';

/**
 * Reads which terminal notifications `[notify]` in `towline.toml` asks for. The file is not validated here: the supervisor
 * does that and reports errors, and loading the validator would double the start-up code of the dashboard.
 */
export async function readNotifySettings(root: string): Promise<NotificationSettings> {
	try {
		const {notify} = parse(await readFile(path.join(root, configFileName), 'utf8'));
		const settings: Readonly<Record<string, unknown>> = typeof notify === 'object' ? {...notify} : {};
		return {
			title: flagOf(settings.title) ?? defaultNotifications.title,
			bell: flagOf(settings.bell) ?? defaultNotifications.bell,
			desktop: flagOf(settings.desktop) ?? defaultNotifications.desktop,
		};
	} catch {
		return defaultNotifications;
	}
}

function flagOf(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}
