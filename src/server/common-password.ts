/**
 * Refuses passwords that are guessed first: words everybody uses, alone, repeated, with digits around them; runs on the keyboard;
 * one letter again and again; and the person's own name. Made from patterns, so no list is shipped.
 */
const WORDS = [
	'password',
	'passwort',
	'passw0rd',
	'p@ssword',
	'p@ssw0rd',
	'secret',
	'letmein',
	'welcome',
	'iloveyou',
	'monkey',
	'dragon',
	'sunshine',
	'princess',
	'football',
	'baseball',
	'master',
	'shadow',
	'superman',
	'batman',
	'trustno1',
	'hello',
	'freedom',
	'whatever',
	'starwars',
	'pokemon',
	'login',
	'admin',
	'administrator',
	'root',
	'user',
	'guest',
	'test',
	'testing',
	'changeme',
	'default',
	'qwerty',
	'qwertz',
	'azerty',
	'asdfgh',
	'zxcvbn',
	'abc',
	'abcdef',
	'abcdefg',
	'summer',
	'winter',
	'spring',
	'autumn',
	'monday',
	'friday',
	'january',
	'october',
	'december',
	'computer',
	'internet',
	'google',
	'student',
	'teacher',
	'school',
	'university',
	'college',
	'learner',
	'instructor',
	'gradus',
	'transformer',
	'attention',
	'correcthorsebatterystaple',
	'correct horse battery staple',
];
const RUNS = [
	'01234567890123456789',
	'1234567890987654321',
	'abcdefghijklmnopqrstuvwxyz',
	'qwertyuiopasdfghjklzxcvbnm',
	'qwertyuiop[]asdfghjkl',
	'qazwsxedcrfvtgbyhnujmikolp',
	'1qaz2wsx3edc4rfv5tgb6yhn',
	'1q2w3e4r5t6y7u8i9o0p',
	'azertyuiopqsdfghjklm',
	'qwertzuiopasdfghjkl',
];

export function isCommonPassword(password: string, username: string): boolean {
	const typed = password.toLowerCase();
	const core = typed.replaceAll(/^[^a-z]+|[^a-z]+$/g, '').replaceAll(/[^a-z0-9@ ]/g, '');
	if (isRepetition(typed) || isRun(typed)) return true;
	if (core === '' && new Set(typed).size < 6) return true;
	const bare = core.replaceAll(' ', '');
	const guesses = [...WORDS.map((word) => word.replaceAll(' ', '')), username.toLowerCase().replaceAll(/[^a-z]/g, '')].filter(
		(word) => word.length >= 3,
	);
	return guesses.some((word) => bare === word || isMadeOf(bare, guesses, word));
}

/** `abcabcabcabc`: a piece of up to 6 characters, again and again. */
function isRepetition(typed: string): boolean {
	for (let length = 1; length <= 6; length++) {
		if (
			typed ===
			typed
				.slice(0, length)
				.repeat(Math.ceil(typed.length / length))
				.slice(0, typed.length)
		)
			return true;
	}
	return false;
}

function isRun(typed: string): boolean {
	const backwards = [...typed].reverse().join('');
	return RUNS.some((run) => (run + run).includes(typed) || (run + run).includes(backwards));
}

/** Two guessed words in a row. */
function isMadeOf(bare: string, guesses: readonly string[], first: string): boolean {
	return bare.startsWith(first) && guesses.includes(bare.slice(first.length));
}
