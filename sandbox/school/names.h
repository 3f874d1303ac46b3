// SPDX-License-Identifier: GPL-3.0-or-later
// Names for the sample school, in the scripts that real schools hold: Latin with accents and
// apostrophes, Greek, Cyrillic, Arabic, Chinese, Devanagari. All of them fit openSIS's three-byte
// utf8. Used by the generator and by a lived day; pure, any thread, no errors.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sandbox/school/dice.h"

namespace causeway::sandbox {

struct Name {
    std::string_view written;  // as it stands in openSIS
    std::string_view latin;    // for user names and e-mail addresses
};

// People whose names are formed alike; siblings share one.
struct Tongue {
    std::span<const Name> first;
    std::span<const Name> last;
    unsigned weight;  // how many of a thousand pupils
};

std::span<const Tongue> tongues();
// The number of a tongue, by weight.
std::size_t pick_tongue(Dice& dice);

struct FullName {
    std::size_t tongue = 0;
    Name first;
    Name last;
};

FullName pick_name(Dice& dice);
FullName pick_sibling(Dice& dice, const FullName& of);

// "alexandros.papadopoulos" cut to openSIS's narrow columns, with a number that makes it unique.
std::string latin_handle(const FullName& name, std::int64_t number);

}  // namespace causeway::sandbox
