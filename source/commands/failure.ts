import {inspect} from 'node:util';
import {TowlineError, toMessage} from '../core/errors.ts';
import {stripEscapes, toOneLine} from '../stream/sanitize.ts';
import type {ExitCode} from './invocation.ts';

/** How a failed command ends: what goes to standard error, without a stack trace, and the exit code. */
export type Failure = {
	/** One line; several for a file with several problems. */
	readonly line: string;
	readonly exitCode: ExitCode;
};

/** The line and the exit code for anything that a command threw. */
export function toFailure(error: unknown): Failure {
	if (error instanceof TowlineError) {
		const {code, message, hint, exitCode} = error;
		const [last = '', ...others] = (code === 'CONFIG_INVALID' ? message.split('\n') : [message]).reverse();
		const lines = [...others.reverse().map(text => toLine([text])), toLine([sentence(last), hint])];
		return {line: lines.join('\n'), exitCode};
	}

	return {
		line: toLine([
			`Unexpected error: ${sentence(toMessage(error))}`,
			'Set TOWLINE_DEBUG=1 to see the stack trace. The log of the supervisor is .towline/supervisor.log.',
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
