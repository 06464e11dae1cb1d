import {TowlineError} from '../../core/errors.ts';
import {isRunId, type RunId} from '../../core/ids.ts';
import type {Header} from './frame-codec.ts';

/** A text that must be there. Throws `HOLDER_PROTOCOL`. */
export function readText(header: Header, name: string): string {
	const value = header[name];
	return typeof value === 'string' ? value : refuse(header, name, 'a text');
}

/** A whole number of at least 0 that must be there. Throws `HOLDER_PROTOCOL`. */
export function readCount(header: Header, name: string): number {
	const value = header[name];
	return isCount(value) ? value : refuse(header, name, 'a whole number');
}

/** The same, where it may be missing. */
export function readCountIfAny(header: Header, name: string): number | undefined {
	const value = header[name];
	return isCount(value) ? value : undefined;
}

/** A text, where it may be missing. */
export function readTextIfAny(header: Header, name: string): string | undefined {
	const value = header[name];
	return typeof value === 'string' ? value : undefined;
}

/** A run's id: it names a folder, so it is checked. Throws `HOLDER_PROTOCOL`. */
export function readRun(header: Header): RunId {
	const run = readText(header, 'run');
	return isRunId(run) ? run : refuse(header, 'run', "a run's id");
}

/** A list of texts; empty when it is missing. Throws `HOLDER_PROTOCOL` for anything else. */
export function readTexts(header: Header, name: string): readonly string[] {
	const value: unknown = header[name] ?? [];
	return Array.isArray(value) && value.every(item => typeof item === 'string')
		? value
		: refuse(header, name, 'a list of texts');
}

/** Names to texts; empty when it is missing. Throws `HOLDER_PROTOCOL` for anything else. */
export function readTextMap(header: Header, name: string): Readonly<Record<string, string>> {
	const value = header[name] ?? {};
	return isTextMap(value) ? value : refuse(header, name, 'an object of texts');
}

/** Lets a header be read as one of its parts. */
export function readHeaderIfAny(header: Header, name: string): Header | undefined {
	const value = header[name];
	return isObject(value) ? value : undefined;
}

/** A part that must be there. Throws `HOLDER_PROTOCOL`. */
export function readHeader(header: Header, name: string): Header {
	return readHeaderIfAny(header, name) ?? refuse(header, name, 'an object');
}

/** A list of objects; empty when it is missing. */
export function readHeaders(header: Header, name: string): readonly Header[] {
	const value: unknown = header[name] ?? [];
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Header {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
	return isObject(value) && Object.values(value).every(item => typeof item === 'string');
}

function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function refuse(header: Header, name: string, wanted: string): never {
	const type = typeof header.type === 'string' ? header.type : 'message without a type';
	throw new TowlineError('HOLDER_PROTOCOL', `"${name}" of a ${type} message must be ${wanted}.`);
}
