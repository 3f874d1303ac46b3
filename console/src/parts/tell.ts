// SPDX-License-Identifier: GPL-3.0-or-later
// Short messages in the corner, read out by screen readers.
import { notifications } from '@mantine/notifications';
import { problemFrom } from '../api/client';
import { inConsole } from '../lib/words';
import { t } from '../texts';

export function tell(message: string): void {
  notifications.show({ message, closeButtonProps: { 'aria-label': t.common.close } });
}

export function tellProblem(error: unknown): void {
  const { what, why, cure } = problemFrom(error);
  notifications.show({
    title: what, message: [why, inConsole(cure)].filter((text) => text !== '').join(' '), color: 'red', autoClose: 12_000,
    closeButtonProps: { 'aria-label': t.common.close },
  });
}
