#!/usr/bin/env node
// Answers every key with the dashboard's marker, and does nothing else: what the machine and the terminal alone take.
process.stdin.setRawMode(true);
process.stdin.on('data', keys => (String(keys) === 'q' ? process.exit(0) : process.stdout.write('›')));
