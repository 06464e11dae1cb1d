import {createHash} from 'node:crypto';
import {existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {hasStateFolder, prepareStateFolder, stateFolder} from '../../files/state-folder.ts';
import type {ProjectConfig} from '../config/config.ts';
import {areSame, type ExecutableHashes, hashExecutables, listExecutables} from './executables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** That this person trusts a project. It is kept in the state folder, where no repository can write. */
export type TrustRecord = {
	/** Real path of the project. */
	readonly root: string;
	/** User id of the owner of `towline.toml`. Another owner's file at the same path was never looked at. */
	readonly owner: number;
	/** ISO time. */
	readonly trustedAt: string;
	readonly executables: ExecutableHashes;
};

/** Whether a project is trusted, and if not, why. */
export type Trust =
	| {readonly kind: 'trusted'}
	| {readonly kind: 'never'}
	/** What it executes was changed since, or the file has another owner. */
	| {readonly kind: 'changed'; readonly record: TrustRecord};

/** Compares a configuration with what was trusted. Throws `FILE_UNSAFE` if the state folder is not this person's. */
export function readTrust(config: ProjectConfig, env: Environment): Trust {
	const record = readTrustRecord(config.root, env);

	if (!record) {
		return {kind: 'never'};
	}

	const isSame =
		record.owner === ownerOf(config.file) && areSame(record.executables, hashExecutables(listExecutables(config)));
	return isSame ? {kind: 'trusted'} : {kind: 'changed', record};
}

/** Remembers that this person trusts a configuration as it is now. */
export function writeTrust(config: ProjectConfig, env: Environment, now: Date): void {
	const record: TrustRecord = {
		root: config.root,
		owner: ownerOf(config.file),
		trustedAt: now.toISOString(),
		executables: hashExecutables(listExecutables(config)),
	};
	const file = path.join(prepareStateFolder(env, folderName), nameOf(config.root));
	const draft = `${file}.${process.pid}`;
	writeFileSync(draft, `${JSON.stringify(record, undefined, '\t')}\n`, {mode: 0o600});
	renameSync(draft, file);
}

/** Forgets a project. Returns whether it was trusted. */
export function removeTrust(root: string, env: Environment): boolean {
	const file = recordFile(root, env);
	const isThere = existsSync(file);
	rmSync(file, {force: true});
	return isThere;
}

/** What was trusted at a path; `undefined` if nothing was. */
export function readTrustRecord(root: string, env: Environment): TrustRecord | undefined {
	const record = hasStateFolder(env) ? parseRecord(recordFile(root, env)) : undefined;
	return record?.root === root ? record : undefined;
}

/** All trusted projects, by path. */
export function listTrustRecords(env: Environment): readonly TrustRecord[] {
	const folder = path.join(stateFolder(env), folderName);
	const names = hasStateFolder(env) && existsSync(folder) ? readdirSync(folder) : [];
	const records = names.filter(name => name.endsWith('.json')).map(name => parseRecord(path.join(folder, name)));
	return records.filter(record => record !== undefined).sort((a, b) => (a.root < b.root ? -1 : 1));
}

/** Whether this person's supervisors have run for a root, according to the list that `towline ps --all` uses. */
export function hasRunHere(root: string, env: Environment): boolean {
	return hasStateFolder(env) && existsSync(path.join(stateFolder(env), 'projects', hashOf(root)));
}

const folderName = 'trust';

function recordFile(root: string, env: Environment): string {
	return path.join(stateFolder(env), folderName, nameOf(root));
}

function nameOf(root: string): string {
	return `${hashOf(root)}.json`;
}

function hashOf(root: string): string {
	return createHash('sha256').update(root).digest('hex').slice(0, 16);
}

function ownerOf(file: string): number {
	return statSync(file).uid;
}

/** A file that is damaged, a link, or somebody else's says nothing: the person is asked again. */
function parseRecord(file: string): TrustRecord | undefined {
	try {
		const stats = lstatSync(file);
		const isOwn = stats.isFile() && (process.getuid === undefined || stats.uid === process.getuid());
		const value: unknown = isOwn ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isRecord(value: unknown): value is TrustRecord {
	return (
		typeof value === 'object' &&
		value !== null &&
		'root' in value &&
		typeof value.root === 'string' &&
		'owner' in value &&
		typeof value.owner === 'number' &&
		'trustedAt' in value &&
		typeof value.trustedAt === 'string' &&
		'executables' in value &&
		typeof value.executables === 'object' &&
		value.executables !== null
	);
}
