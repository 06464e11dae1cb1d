import {closeSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';
import {openOwnFile} from '../files/own-files.ts';
import {type ProcessMark, systemProcesses} from '../holder/custody/process-table.ts';

/** A supervisor that listens: its process, and the socket it listens on. Written so that a hung one can be named and ended. */
export type SupervisorRecord = ProcessMark & {readonly socket: string};

/** Records that this process is the supervisor of a project. Called when it listens. */
export function writeSupervisorRecord(root: string, socket: string): void {
	const {pid} = process;
	const file = recordFile(root);
	// Written aside and renamed, so that nobody reads half of it.
	const aside = openOwnFile(`${file}.new`, 'w');
	writeFileSync(aside, JSON.stringify({pid, start: systemProcesses.startOf(pid) ?? '', socket}));
	closeSync(aside);
	renameSync(`${file}.new`, file);
}

/** Removes this process's own record: it will no longer listen. */
export function removeSupervisorRecord(root: string): void {
	if (readRecord(root)?.pid === process.pid) {
		rmSync(recordFile(root), {force: true});
	}
}

/** The recorded supervisor if its process exists; a pid that another process has now does not count. */
export function findSupervisor(root: string): SupervisorRecord | undefined {
	const record = readRecord(root);
	return record && systemProcesses.startOf(record.pid) === record.start ? record : undefined;
}

/** Whether the project's last supervisor has ended in order, and did not die: then its record is gone. */
export function hasEndedInOrder(root: string): boolean {
	return readRecord(root) === undefined;
}

/** The error for a supervisor that exists but does not answer, or that cannot be reached from here. */
export function toHungError(record: SupervisorRecord | undefined, socketPath: string): TowlineError {
	if (record && record.socket !== socketPath) {
		return new TowlineError(
			'SUPERVISOR_HUNG',
			`The supervisor of this project (pid ${record.pid}) listens on ${record.socket}, not on ${socketPath}.`,
			{
				hint: 'Set TOWLINE_SOCKET as it was when the supervisor started, or end it and its agents with `towline down --force`.',
			},
		);
	}

	const pid = record ? ` (pid ${record.pid})` : '';
	return new TowlineError('SUPERVISOR_HUNG', `The supervisor of this project${pid} runs but does not answer.`, {
		hint: `If it is stopped, continue it with \`kill -CONT ${record?.pid ?? '<pid>'}\`. \`towline down --force\` ends it and its agents.`,
	});
}

function recordFile(root: string): string {
	return path.join(root, '.towline', 'supervisor.json');
}

/** `undefined` without a file, and for one that this version does not understand. */
function readRecord(root: string): SupervisorRecord | undefined {
	try {
		const file = openOwnFile(recordFile(root), 'r');
		const text = readFileSync(file, 'utf8');
		closeSync(file);
		const record: unknown = JSON.parse(text);
		return isRecord(record) ? record : undefined;
	} catch {
		return undefined;
	}
}

function isRecord(record: unknown): record is SupervisorRecord {
	return (
		typeof record === 'object' &&
		record !== null &&
		'pid' in record &&
		Number.isInteger(record.pid) &&
		'start' in record &&
		typeof record.start === 'string' &&
		'socket' in record &&
		typeof record.socket === 'string'
	);
}
