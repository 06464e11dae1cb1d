import {type CommandSpec, flagsOf} from '../command-spec.ts';
import {globalOptions} from '../global-options.ts';

/** What stands at the cursor. */
export type Place =
	| {readonly kind: 'command'}
	| {readonly kind: 'flag'; readonly flags: readonly string[]}
	/** The value of an option, named as in its help: `run` for `--run <run>`. */
	| {readonly kind: 'value'; readonly spec: CommandSpec; readonly name: string; readonly args: readonly string[]}
	/** An argument, named as in the usage; `args` are those before it. */
	| {readonly kind: 'argument'; readonly spec: CommandSpec; readonly name: string; readonly args: readonly string[]}
	| {readonly kind: 'nothing'};

/** A command line up to the cursor. */
export type CompletionLine = {
	readonly place: Place;
	/** The last word, as far as it is typed. */
	readonly current: string;
	/** The value of `-C`: the project is looked for there. */
	readonly folder: string | undefined;
};

type Options = readonly (readonly [flags: string, description: string])[];

/** Finds what is typed at the end of the words that follow `towline`. The last word may be empty. */
export function readCompletionLine(words: readonly string[], specs: readonly CommandSpec[]): CompletionLine {
	const current = words.at(-1) ?? '';
	const args: string[] = [];
	let spec: CommandSpec | undefined;
	let folder: string | undefined;
	/** The name of the value that the option before needs. */
	let pending: string | undefined;

	for (const word of words.slice(0, -1)) {
		if (word.startsWith('-')) {
			pending = valueName(word, [...(spec?.options ?? []), ...globalOptions]);
		} else if (pending !== undefined) {
			folder = pending === 'folder' ? word : folder;
			pending = pending.endsWith('...') ? pending : undefined;
		} else if (spec) {
			args.push(word);
		} else {
			spec = specs.find(({name}) => name === word);

			if (!spec) {
				return {place: {kind: 'nothing'}, current, folder};
			}
		}
	}

	return {place: placeOf({spec, args, pending, current}), current, folder};
}

type Typed = {
	readonly spec: CommandSpec | undefined;
	readonly args: readonly string[];
	readonly pending: string | undefined;
	readonly current: string;
};

function placeOf({spec, args, pending, current}: Typed): Place {
	if (current.startsWith('-')) {
		const own = spec ? flagsOf(spec) : ['--version'];
		const common = globalOptions.flatMap(([flags]) => /--[a-z-]+/.exec(flags) ?? []);
		return {kind: 'flag', flags: [...own, ...common, '--help']};
	}

	if (pending !== undefined) {
		return spec ? {kind: 'value', spec, name: pending.replace('...', ''), args} : {kind: 'nothing'};
	}

	if (!spec) {
		return {kind: 'command'};
	}

	const name = argumentName(spec, args.length);
	return name === undefined ? {kind: 'nothing'} : {kind: 'argument', spec, name, args};
}

/** The name of an option's value, such as `name=value...`; `undefined` if the option takes none, or has it behind a `=`. */
function valueName(word: string, options: Options): string | undefined {
	const found = options.find(([flags]) => flags.split(/[ ,]+/).includes(word));
	return /<(.+)>/.exec(found?.[0] ?? '')?.[1];
}

/** The name of an argument by its position: `story` for all of `<story...>`. */
function argumentName({args = ''}: CommandSpec, position: number): string | undefined {
	const names = [...args.matchAll(/[<[]([^>\]]+)[>\]]/g)].map(([, name = '']) => name);
	const last = names.at(-1);
	return (names[position] ?? (last?.endsWith('...') ? last : undefined))?.replace('...', '');
}
