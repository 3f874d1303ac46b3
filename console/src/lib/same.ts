// SPDX-License-Identifier: GPL-3.0-or-later
// Whether two texts read the same to a person: neither capitals, accents nor blanks count.
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();

export const sameText = (one: string, two: string): boolean => plain(one) !== '' && plain(one) === plain(two);
