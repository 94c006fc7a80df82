/** What is wrong with a lesson, by code. `{name}` is filled in; the Korean file has the same keys and the same names. */
export const lint = {
  fileMissing: "The file {name} is missing.",
  fileUnreadable: "The file {name} cannot be read ({detail}).",
  fileNotUtf8: "The file is not UTF-8 text; save it as UTF-8.",
  fileTooBig: "The file is larger than {limit} KiB.",
  folderName:
    "The folder {name} needs a name such as 020-images: three digits, a hyphen, then lower-case letters, digits and hyphens.",
  courseFolderName: "The folder {name} needs a name of lower-case letters, digits and hyphens, starting with a letter.",
  duplicateSlug: "Another lesson of this course is called {slug} too: {other}.",
  duplicateNumber: "Number {number} is taken by {other}.",
  numberOutsideCourse: "Lesson number {number} does not start with its course's letter {course}.",

  yamlSyntax: "This is not valid YAML: {detail}",
  missingField: "{path}: this field is required.",
  unknownField: "{path}: unknown field; expected one of: {expected}",
  unknownFieldNear: "{path}: unknown field; did you mean {near}? Expected one of: {expected}",
  wrongType: "{path}: expected {expected}, found {received}.",
  wrongTypeQuote: "{path}: expected text, found {received}; put the value in quotes.",
  notOneOf: "{path}: {received} is not known; expected one of: {expected}",
  tooSmall: "{path}: must be at least {minimum}.",
  tooBig: "{path}: must be at most {maximum}.",
  tooFew: "{path}: needs at least {minimum} entries.",
  tooLong: "{path}: must not have more than {maximum} characters.",
  emptyText: "{path}: must not be empty.",
  badFormat: "{path}: must be {rule}.",

  duplicateStep: "Step {id} exists twice.",
  reservedStep: "A step cannot be called {id}; the name is taken.",
  duplicateCheck: "Check {id} exists twice in this lesson.",
  duplicateMistake: "Mistake {id} exists twice in check {check}.",
  duplicateOption: "Option {id} exists twice in check {check}.",
  choiceNoneCorrect: "Check {id}: no option is marked correct: true.",
  choiceManyCorrect: "Check {id}: {count} options are marked correct; only one may be, unless multiple: true.",
  containerUnnamed: "Check {id}: a container check needs name or select.",
  afterUnknown: "Check {id}: after names {other}, which is no check of this lesson.",
  afterLater: "Check {id}: after names {other}, which does not come before it.",
  imageUnknown: "The hub has no image {image}; it has: {known}.",
  topicUnknown: "topics.yaml has no topic {topic}.",
  topicUnknownNear: "topics.yaml has no topic {topic}; did you mean {near}?",
  topicTwice: "Step {step} covers {topic} twice.",
  coversNothing: "No step says which topics of topics.yaml it covers.",
  coverageStale: "{file} is not what the lessons say now; run: npm run lessons -- coverage --write",
  pointsZero: "The lesson's checks give no points at all.",
  minutesRange: "A lesson takes {minimum} to {maximum} minutes; this one says {minutes}.",
  thinkingShare:
    "{count} of {steps} steps ask the student to think (answer, choice or goal: true); at least {needed} must.",

  solutionMissing: "The lesson has no solution.sh.",
  solutionMarkerUnknown: "The marker names step {id}, which this lesson does not have.",
  solutionMarkerOrder: "The marker of step {id} is out of order or repeated.",
  solutionMarkerMissing: "solution.sh has markers, but none for step {id}.",
  wrongUnknownCheck: "wrong names check {id}, which this lesson does not have.",
  wrongUnknownMistake: "wrong names mistake {id}, which check {check} does not have.",
  wrongScriptMissing: "The script {name} is missing.",
  filesLink: "files/ must not hold links or anything but files and folders: {name}",
  filesTooBig: "files/ is larger than {limit} MiB.",
  wrongStateMissing: "Step {id} has no wrong state that proves its message.",

  frontMatter: "The file begins with ---; the lesson's data belong in lesson.yaml.",
  titleHeading:
    "A heading with a single # is not used; the lesson's title stands in lesson.yaml, each step begins with ##.",
  headingWithoutId: "The heading of a step ends in its id, such as {example}.",
  headingEmpty: "Step {id} has a heading without a title.",
  headingNested: "A ## heading stands inside a box or quote; is something above it not closed?",
  headingIdDeep: "Only ## headings carry an id.",
  stepMissing: "The section of step {id} is missing.",
  stepUnknown: "There is no step {id} in lesson.yaml; its steps are: {expected}",
  stepRepeated: "There is a second section {id}.",
  stepOrder: "Step {id} comes here, but lesson.yaml has {expected} at this place.",
  outroMissing: "The last section, with the id outro, is missing.",
  outroLast: "The section outro must be the last one.",
  outsideStep: "{what} belongs inside a step, not into the introduction or the outro.",
  tooDeep: "The text is nested too deeply to be read.",

  rawHtml: "HTML is not used and gets dropped: {html} Put it in backticks when it shall be seen.",
  imageNotAllowed: "Images cannot be shown in lessons; there is ::diagram for drawings.",
  footnoteNotAllowed: "Footnotes cannot be shown in lessons.",
  linkTarget: "The link to {url} is not allowed; use http, https or a relative path.",
  autolinkSwallows:
    "The address takes the following letters along: {url} Write it as <address> or as a link with a text.",
  hiddenCharacter: "There is an invisible character here ({code}); remove it.",

  unknownDirective: "{name} is not known; expected one of: {expected}",
  unknownDirectiveNear: "{name} is not known; did you mean {near}?",
  directiveForm: "{name} is written as {form}.",
  unclosedDirective: "{name} is never closed; end it with a line of {fence}",
  strayColons:
    "A line begins with ::: but belongs to nothing. Outer boxes need more colons than the boxes inside them.",
  unknownAttribute: "{name}: unknown attribute {attribute}; expected: {expected}",
  missingAttribute: "{name} needs the attribute {attribute}.",
  badAttribute: "{name}: {attribute} must be {rule}.",
  missingLabel: "{name} needs a text in square brackets, such as {form}.",
  unexpectedLabel: "{name} takes no text in square brackets.",
  hintOutside: "{name} stands only inside hints.",
  hintsContent: "hints holds only nudge, idea and almost.",
  hintsLadder: "The hints for {check} need nudge, idea and almost, each once and in this order; found: {found}",
  hintsRepeated: "There are two sets of hints for {check}.",
  hintsUnknownCheck: "The hints are for {check}, which is no check of this step.",
  hintsMissing: "Check {check} has no hints.",
  checkUnplaced: "Check {check} is shown nowhere; put ::check with its id in the step's text.",
  checkOrder: "Check {check} comes here, but lesson.yaml has {expected} at this place.",
  checkPlacedTwice: "Check {check} is placed twice.",
  checkUnknown: "{check} is no check of this step.",
  termUnknown: "The glossary has no term {id}.",
  diagramUnknown: "There is no diagram {id}; expected one of: {known}",
  diagramUnknownNear: "There is no diagram {id}; did you mean {near}?",
  filePath: "{path} must be a path inside the student's folder, without .. and not starting with /.",

  unclosedFence: "The code block is never closed.",
  indentedCode: "Lines indented by four blanks become code; use a fenced block with a language, or indent less.",
  codeLanguage: "A code block says what it is, such as sh run, sh, output, dockerfile, yaml or text.",
  codeOption: "Unknown option {option} of a code block; expected run, run=t2 or save=FILE.",
  codeOptionLanguage: "The option {option} does not go with {language}.",
  codeOptionsBoth: "A code block is either run or saved, not both.",
  terminalName: "{terminal} is no terminal; use t1 to t9.",
  codeEmpty: "The code block is empty.",
  commandPrompt: "The command begins with a prompt ($); leave it out.",

  parityCommandCount: "Step {step}: {ko} commands in Korean, {en} in English.",
  parityCommand: "Step {step}: the command differs between the languages: {ko} / {en}",
  paritySaves: "Step {step}: the files to save differ between the languages: {ko} / {en}",
  paritySaveText: "Step {step}: the text of {path} differs between the languages in more than comments.",
  parityChecks: "Step {step}: the checks stand in another order: {ko} / {en}",
  parityHints: "Step {step}: the hints stand in another order: {ko} / {en}",
  parityDiagrams: "Step {step}: the diagrams differ between the languages: {ko} / {en}",
  parityTerms: "Step {step}: terms used in one language only: {terms}",

  koPlainStyle: "Korean sentences end in 합니다체: {sentence}",
  koYoStyle: "Korean sentences end in 합니다체, not in 해요체: {sentence}",
  koEnglishOnly: "An English paragraph in the Korean text: {text}",
  koAvoid: "Korean texts say {use}, not {found}.",
  koTermEnglish: "The first {label} of the lesson needs the English in brackets, such as 이미지(image).",
  enHangul: "Korean letters in the English text: {text}",
  doubleBlank: "Two blanks in a row: {text}",
  fullwidth: "Full-width {character}; write {use}",
  blankBeforePunctuation: "A blank before punctuation: {text}",
} as const;

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

export type LintCode = keyof typeof lint;
export type LintParams<Code extends LintCode> = { [Name in Names<(typeof lint)[Code]>]: string | number };

/** Types of values and rules of the schema, as they stand in `{expected}`, `{received}` and `{rule}`. */
export const lintWords = {
  text: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  list: "a list",
  fields: "fields",
  nothing: "nothing",
  or: " or ",
  idRule: "lower-case letters, digits and hyphens, starting with a letter",
  regExpRule: "a valid regular expression",
  engineValueRule: "exactly one of inspect, count, exec",
  courseNumberRule: "one capital letter, such as B",
  lessonNumberRule: "the course's letter and a number, such as B2",
  imageRule: "an image of the hub with its tag, such as httpd:2.4",
  absentImageRule: "an image of the hub with or without its tag, such as debian, or all",
  scriptRule: "the name of a script in the folder wrong, such as no-port.sh",
  portRule: "a port such as 80 or 53/udp",
  instructionRule: "an instruction in capital letters, such as FROM",
  slashRule: "a path that starts with /",
} as const;
export type LintWord = keyof typeof lintWords;

/** Compiles only when every text has exactly the names of its English counterpart. */
export function translateLint<const Texts extends Record<LintCode, string>>(
  texts: Texts & {
    [Code in LintCode]: [Names<Texts[Code]>, Names<(typeof lint)[Code]>] extends [
      Names<(typeof lint)[Code]>,
      Names<Texts[Code]>,
    ]
      ? string
      : { namesExpected: Names<(typeof lint)[Code]> };
  },
): Record<LintCode, string> {
  return texts;
}
