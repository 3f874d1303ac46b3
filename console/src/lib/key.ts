// SPDX-License-Identifier: GPL-3.0-or-later
// 256 random bits as text: for signing hints, and, as base64url, what openSIS's add-on hands over.
export function makeKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function makeHandoverKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
