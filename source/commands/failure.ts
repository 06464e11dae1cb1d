import {inspect} from 'node:util';
import {TowlineError, toMessage} from '../core/errors.ts';
import {stripEscapes, toOneLine} from '../stream/sanitize.ts';
import type {ExitCode} from './invocation.ts';

/** What a command that threw says on standard error, in one line, and exits with: never a stack trace. */
export type Failure = {readonly line: string; readonly exitCode: ExitCode};

export function toFailure(error: unknown): Failure {
	if (error instanceof TowlineError) {
		return {line: toLine([sentence(error.message), error.hint]), exitCode: error.exitCode};
	}

	return {
		line: toLine([
			`Something went wrong that nobody foresaw: ${sentence(toMessage(error))}`,
			'`TOWLINE_DEBUG=1` shows where; the supervisor`s side is in .towline/supervisor.log.',
		]),
		exitCode: 1,
	};
}

/** An error with its stack trace and those of its causes, for `TOWLINE_DEBUG`; without what could act on a terminal. */
export function toStackTrace(error: unknown): string {
	return stripEscapes(inspect(error));
}

function toLine(parts: readonly (string | undefined)[]): string {
	return toOneLine(`towline: ${parts.filter(Boolean).join(' ')}`);
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
