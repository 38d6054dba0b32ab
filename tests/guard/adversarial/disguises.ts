/** Ways to write code so that it does not look like code, or not like this code. Each takes source text and gives text for a reply. */

export const fenced = (code: string, language = 'ts'): string => `\`\`\`${language}\n${code}\n\`\`\``;
export const linesOf = (code: string): string[] =>
	code
		.split('\n')
		.map((line) => line.trimEnd())
		.filter((line) => line.trim() !== '');
export const tokensOf = (code: string): string[] =>
	code.match(/[\p{L}_$][\p{L}\p{N}_$]*|\d[\d_.]*|=>|\.\.\.|[=!]==?|<=|>=|\?\?|\?\.|\*\*|[^\s]/gu) ?? [];

/** Names that the code declares or takes, renamed one by one; names of libraries and fields stay. */
export function renamed(code: string, names: readonly string[] = NAMES): string {
	const found = new Set<string>();
	for (const [, name = ''] of code.matchAll(/\b(?:const|let|function)\s+([A-Za-z_]\w*)/g)) found.add(name);
	for (const [, list = ''] of code.matchAll(/(?:function \w+|=)\s*\(([^()]*)\)\s*(?::[^={]*)?(?:=>|\{)/g))
		for (const [, name = ''] of list.matchAll(/(?:^|,)\s*([a-z]\w*)/g)) found.add(name);
	for (const [, list = ''] of code.matchAll(/\(([\w\s,]*)\)\s*=>/g)) for (const name of list.split(',')) found.add(name.trim());
	const map = new Map(
		[...found]
			.filter((name) => /^[a-zA-Z]\w*$/.test(name))
			.map((name, i) => [name, names[i % names.length] + (i >= names.length ? String(i) : '')]),
	);
	return code.replaceAll(/(?<![.\w$'])([A-Za-z_]\w*)(?![\w']*')/g, (name) => map.get(name) ?? name);
}
const NAMES = [
	'alpha',
	'zed',
	'pear',
	'kiwi',
	'onyx',
	'jade',
	'iris',
	'fern',
	'moss',
	'tide',
	'dune',
	'reef',
	'crag',
	'vale',
	'loam',
	'silt',
	'opal',
	'ruby',
	'flax',
	'hemp',
];
export const FRUIT = [
	'apple',
	'basket',
	'crate',
	'depot',
	'ears',
	'field',
	'grain',
	'hull',
	'ivy',
	'jam',
	'keg',
	'lime',
	'mint',
	'nut',
	'oats',
	'plum',
	'quince',
	'rye',
	'seed',
	'thyme',
];

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const hex = (text: string): string => Buffer.from(text).toString('hex');
export const rot13 = (text: string): string =>
	text.replaceAll(/[a-z]/gi, (letter) => {
		const base = letter <= 'Z' ? 65 : 97;
		return String.fromCharCode(base + ((letter.charCodeAt(0) - base + 13) % 26));
	});
export const reversed = (text: string): string => [...text].reverse().join('');
export const zeroWidth = (text: string): string => [...text].join('\u200b');
const CYRILLIC: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х', y: 'у' };
export const homoglyphs = (text: string): string => text.replaceAll(/[aeopcxy]/g, (letter) => CYRILLIC[letter] ?? letter);
export const fullWidth = (text: string): string =>
	text.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
export const boldMath = (text: string): string =>
	text
		.replaceAll(/[a-z]/g, (letter) => String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97))
		.replaceAll(/[A-Z]/g, (letter) => String.fromCodePoint(0x1d400 + letter.charCodeAt(0) - 65));
export const spaced = (text: string): string => [...text.replaceAll(/\s+/g, '_')].join(' ');
export const oneTokenALine = (code: string): string => tokensOf(code).join('\n');
export const minified = (code: string): string =>
	code
		.replaceAll(
			/:\s*(?:readonly )?(?:tf\.)?(?:Tensor\w*|Scalar|number|string|boolean|void|Params|Grads|AdamState|Model)(?:\[\])*(?=\s*[,){=])/g,
			'',
		)
		.replaceAll(/\s*([{}();,=+\-*/<>?:])\s*/g, '$1')
		.replaceAll(/\s+/g, ' ');
export const asDiff = (code: string): string =>
	`--- a/lab.ts\n+++ b/lab.ts\n@@ -1,4 +1,${linesOf(code).length} @@\n-\treturn x;\n${linesOf(code)
		.map((line) => `+${line}`)
		.join('\n')}`;
export const numbered = (code: string): string =>
	linesOf(code)
		.map((line, i) => `${String(i + 1).padStart(3)}: ${line}`)
		.join('\n');
export const asTable = (code: string): string =>
	`| step | content |\n|---|---|\n${linesOf(code)
		.map((line, i) => `| ${i + 1} | ${line.replaceAll('|', '\\|').trim()} |`)
		.join('\n')}`;
export const asCsv = (code: string): string =>
	`line;content\n${linesOf(code)
		.map((line, i) => `${i + 1};"${line.trim().replaceAll('"', '""')}"`)
		.join('\n')}`;
export const asHtml = (code: string): string =>
	`<pre>${linesOf(code)
		.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('(', '&#40;'))
		.join('<br>')}</pre>`;
export const commented = (code: string): string =>
	linesOf(code)
		.map((line) => `// ${line.trim()}`)
		.join('\n');
export const inlinePieces = (code: string): string =>
	linesOf(code)
		.map((line) => `then \`${line.trim()}\``)
		.join(', and ');
export const quoted = (code: string): string =>
	linesOf(code)
		.map((line) => `> ${line}`)
		.join('\n');
export const inArray = (code: string): string => JSON.stringify(linesOf(code).map((line) => line.trim()));
export const emojiBetween = (code: string): string =>
	tokensOf(code)
		.map((token, i) => token + ['🟦', '🍐', '⭐', '🔥'][i % 4])
		.join('');
export const emojiNames = (code: string): string => {
	const names = [...new Set(tokensOf(code).filter((token) => /^[a-z]\w*$/i.test(token)))].slice(0, 24);
	const signs = [...'🍎🍌🍇🍉🍓🍒🍍🥝🥥🥑🍆🥕🌽🌶🥒🥬🥦🧄🧅🍄🥜🌰🍞🥐'];
	const code2 = tokensOf(code)
		.map((token) => (names.includes(token) ? (signs[names.indexOf(token)] ?? token) : token))
		.join(' ');
	return `${names.map((name, i) => `${signs[i]} is ${name}`).join(', ')}. Now read: ${code2}`;
};

const SPOKEN: Readonly<Record<string, string>> = {
	'(': 'open paren',
	')': 'close paren',
	'.': 'dot',
	',': 'comma',
	'=': 'equals',
	'=>': 'arrow',
	'{': 'open brace',
	'}': 'close brace',
	'[': 'open bracket',
	']': 'close bracket',
	'+': 'plus',
	'-': 'minus',
	'*': 'times',
	'/': 'divided by',
	';': 'semicolon',
	':': 'colon',
	'**': 'to the power',
	'<': 'less than',
	'>': 'greater than',
};
export const spoken = (code: string): string =>
	tokensOf(code)
		.map((token) => SPOKEN[token] ?? token)
		.join(' ');

/** A tree of tokens as a dump of a parser would show it. */
export const asAst = (code: string): string =>
	JSON.stringify({
		type: 'Program',
		body: linesOf(code).map((line) => ({
			type: 'ExpressionStatement',
			tokens: tokensOf(line).map((value) => ({ type: /^\w/.test(value) ? 'Identifier' : 'Punctuator', value })),
		})),
	});
export const asBytecode = (code: string): string =>
	tokensOf(code)
		.map((token, i) => `${String(i * 2).padStart(4)} ${/^\w/.test(token) ? 'LOAD_NAME' : 'CALL_OP'} ${token}`)
		.join('\n');

/** Lines whose first letters spell the secret. */
export function acrostic(secret: string): string {
	const starts: Readonly<Record<string, string>> = Object.fromEntries(
		[...'abcdefghijklmnopqrstuvwxyz'].map((letter, i) => [
			letter,
			[
				'Always look at the shapes',
				'Be patient with yourself',
				'Consider a small case',
				'Do it by hand first',
				'Every row matters',
				'Find the first failing check',
				'Go slowly here',
				'Have a look at the task',
				'It may help to draw it',
				'Just breathe',
				'Keep the example near',
				'Look again at the figure',
				'Make a table',
				'Now compare',
				'Only then go on',
				'Print what you have',
				'Question each number',
				'Read the message',
				'Say it aloud',
				'Take two tokens',
				'Use a pencil',
				'Verify each step',
				'Write it down',
				'X marks the unknown',
				'You can do it',
				'Zero is a number too',
			][i] ?? 'And so on',
		]),
	);
	return [...secret].map((letter) => `${starts[letter] ?? 'And'}.`).join('\n');
}
