// SPDX-License-Identifier: GPL-3.0-or-later
// The service's cures speak of commands and of names in a configuration file, as fits the command
// line. Here they are told in the console's own words: which page, which field.
import { t } from '../texts';

export function inConsole(cure: string): string {
  const text = t.commands.reduce((told, [said, here]) => told.replace(said, here), cure);
  // A sentence that now begins with other words begins with a capital again.
  return text === cure ? cure : text.replace(/(^|[.:;]\s+)(\p{Ll})/gu, (found, before: string, letter: string) => (before.startsWith(':') || before.startsWith(';') ? found : before + letter.toUpperCase()));
}
