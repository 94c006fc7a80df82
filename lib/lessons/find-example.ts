/**
 * The first line that uses a command: it begins as the command does, and has its options, alone or among other short ones
 * (`-d` in `-itd`). Words in capitals after the first stand for anything.
 */
export function findExample(command: string, lines: readonly string[]): string | null {
  return lines.find((line) => uses(line, command)) ?? null;
}

function uses(line: string, command: string): boolean {
  const wanted = command.split(/\s+/);
  const found = line.split(/\s+/);
  const start = wanted.findIndex((word) => word.startsWith("-"));
  const names = start < 0 ? wanted : wanted.slice(0, start);
  const isStart = names.every((word, index) => {
    const other = found[index] ?? "";
    return isPlaceholder(word, index) ? found.slice(index).some((one) => fits(one, word)) : other === word;
  });
  if (!isStart) return false;
  if (start < 0) return true;
  const rest = found.slice(names.length);
  return wanted.slice(start).every((word, index) => {
    if (word.startsWith("-")) return rest.some((other) => isOption(other, word));
    return rest.some((other) => (isPlaceholder(word, index + start) ? fits(other, word) : other.startsWith(word)));
  });
}

function isOption(found: string, wanted: string): boolean {
  if (found === wanted || found.startsWith(`${wanted}=`)) return true;
  const letters = /^-([a-zA-Z]+)$/;
  const short = letters.exec(wanted)?.[1];
  const given = letters.exec(found)?.[1];
  return short !== undefined && given !== undefined && [...short].every((letter) => given.includes(letter));
}

/** `debian:13` fits `IMAGE:TAG`; an option fits nothing. */
function fits(found: string, placeholder: string): boolean {
  const pattern = placeholder.replace(/[A-Z]+/g, "[^:]+");
  return !found.startsWith("-") && new RegExp(`^${pattern}$`).test(found);
}

function isPlaceholder(word: string, index: number): boolean {
  return index > 0 && /^[A-Z]+(:[A-Za-z]+)*$/.test(word);
}
