// SPDX-License-Identifier: GPL-3.0-or-later
// Hints that something changed, from openSIS's add-on and from the Moodle plugin. Signed with the
// hint key of the link that they are for; nothing in them is taken for the truth: they only say
// where to look sooner.
#include <boost/json.hpp>
#include <charconv>
#include <memory>

#include "base/crypt.h"
#include "base/text.h"
#include "model/key.h"
#include "web/addresses.h"
#include "web/fields.h"
#include "web/parts.h"
#include "web/rate_limit.h"
#include "web/replays.h"

namespace causeway::web {

namespace {

constexpr base::Instant kBelieved = 300;  // seconds that a hint's time may be off
constexpr std::size_t kMostKeys = 1000;
constexpr std::size_t kMostTables = 200;
constexpr std::size_t kDigits = 64;

struct Signature {
    base::Instant time = 0;
    std::string time_text;
    std::string hex;
};

struct Hearing {
    explicit Hearing(const base::Clock& clock)
        : wrong(clock, 20, std::chrono::minutes(5)), all(clock, 600, std::chrono::minutes(1)) {}
    RateLimit wrong;
    RateLimit all;
    Replays replays;
};

Refusal not_believed(std::string why, std::string cure) {
    return Refusal(
        401, {"The hint is not believed", "", std::move(why), std::move(cure), "hint.signature"});
}

// "t=1700000000,v1=0a1b..."; further fields of later versions are passed over.
Signature parsed(std::string_view header) {
    Signature out;
    for (const std::string& field : base::split(header, ',')) {
        const std::string_view text = base::trimmed(field);
        if (text.starts_with("t=")) out.time_text = text.substr(2);
        if (text.starts_with("v1=") && out.hex.empty()) out.hex = base::lower_ascii(text.substr(3));
    }
    const char* const end = out.time_text.data() + out.time_text.size();
    const auto read = std::from_chars(out.time_text.data(), end, out.time);
    if (out.time_text.empty() || read.ec != std::errc{} || read.ptr != end ||
        out.hex.size() != kDigits)
        throw not_believed("it carries no signature of the form t=TIME,v1=HEX",
                           "Enter the hint key of the link where the hints come from.");
    return out;
}

// The links whose key made this signature: one, unless two have been given the same key.
std::vector<service::Link*> signers(const Parts& parts, const Signature& signature,
                                    const std::string& body) {
    std::vector<service::Link*> out;
    for (service::Link* link : parts.service.links()) {
        const std::string key = link->config().text("schedule.hint_key");
        if (key.empty()) continue;
        if (base::same_secret(base::hmac_sha256_hex(key, signature.time_text + "." + body),
                              signature.hex))
            out.push_back(link);
    }
    return out;
}

struct Said {
    std::vector<model::Key> keys;
    bool everything = false;
    bool grades = false;
    bool people = false;  // of Moodle's: their profile fields
};

// What the Moodle plugin knows: in which kinds of records something moved. Grades are Moodle's;
// what of the roster is changed there waits for the nightly comparison, as all drift does.
Said said_by_moodle(const Call& call) {
    Fields fields(call.body());
    Said said;
    if (fields.has("kinds"))
        for (const std::string& kind : fields.texts("kinds", kMostTables)) {
            said.grades = said.grades || kind == "grades";
            said.people = said.people || kind == "people";
        }
    return said;
}

// What openSIS's add-on knows: records, or only that something in these tables was written.
Said said_by_opensis(const Call& call) {
    Fields fields(call.body());
    Said said;
    if (fields.has("keys"))
        for (const std::string& text : fields.texts("keys", kMostKeys)) {
            if (const auto key = model::Key::parse(text))
                said.keys.push_back(*key);
            else
                said.everything = true;  // a record of a kind that only a newer add-on knows
        }
    const bool tables = fields.has("tables") && !fields.texts("tables", kMostTables).empty();
    if (said.keys.empty() && tables) said.everything = true;
    return said;
}

net::Response hear(const Call& call, const Parts& parts, Hearing& hearing, bool opensis) {
    const std::string caller = caller_of(call.client());
    hearing.all.require(caller, "Sending hints");
    hearing.wrong.require(caller, "Sending hints");
    const Signature signature = parsed(call.request().header("X-Causeway-Signature"));
    const base::Instant now = parts.clock.now();
    if (signature.time < now - kBelieved || signature.time > now + kBelieved)
        throw not_believed("its time is more than five minutes from now",
                           "Set the clocks of both machines right.");
    const auto links = signers(parts, signature, call.request().body);
    if (links.empty())
        throw not_believed("no link has the key that signed it",
                           "Enter the hint key of the link where the hints come from.");
    hearing.wrong.give_back(caller);
    const Said said = opensis ? said_by_opensis(call) : said_by_moodle(call);
    if (!hearing.replays.first_time(signature.hex, signature.time + kBelieved, now))
        return no_content();
    for (service::Link* link : links) {
        if (said.grades) link->hint_grades();
        if (said.people) link->hint_fields();
        link->hint(said.keys, said.everything, opensis ? "openSIS" : "Moodle");
    }
    return no_content();
}

}  // namespace

void add_hint_routes(Router& router, const Parts& parts) {
    const auto hearing = std::make_shared<Hearing>(parts.clock);
    router.add({"POST", "/hints/opensis", Access::anyone,
                [parts, hearing](const Call& call) { return hear(call, parts, *hearing, true); }});
    router.add({"POST", "/hints/moodle", Access::anyone,
                [parts, hearing](const Call& call) { return hear(call, parts, *hearing, false); }});
}

}  // namespace causeway::web
