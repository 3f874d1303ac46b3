// SPDX-License-Identifier: GPL-3.0-or-later
// The environment as a map, and the sample file that the table of keys yields.
#include <fmt/format.h>
#include <unistd.h>

#include "app/config.h"
#include "base/text.h"

namespace causeway::app {

using service::parts_of;
using service::wanted;

Environment this_environment() {
    Environment out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view line(*entry);
        if (const auto equals = line.find('='); equals != std::string_view::npos)
            out.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return out;
}

std::string sample_config() {
    std::string out =
        "# Causeway's configuration. Every key is optional unless a command asks for it; what "
        "stands\n"
        "# here is the default. Each can also be given in the environment "
        "(CAUSEWAY_SECTION_KEY).\n";
    std::string section;
    for (const Key& key : keys()) {
        const std::string here(key.name.substr(0, key.name.find('.')));
        if (here != section) out += fmt::format("\n[{}]\n", section = here);
        std::string line = "#";
        for (const std::string& word : base::split(key.explanation, ' ')) {
            if (line.size() + word.size() > 98) {
                out += line + "\n";
                line = "#";
            }
            line += " " + word;
        }
        out += line + "\n";
        if (!key.choices.empty()) out += fmt::format("# ({})\n", wanted(key));
        std::string value;
        switch (key.type) {
            case KeyType::integer:
            case KeyType::number:
            case KeyType::flag:
                value = key.fallback;
                break;
            case KeyType::texts: {
                std::vector<std::string> quoted;
                for (const std::string& part : parts_of(key, key.fallback))
                    quoted.push_back('"' + part + '"');
                value = fmt::format("[{}]", fmt::join(quoted, ", "));
                break;
            }
            case KeyType::integers:
                value = fmt::format("[{}]", key.fallback);
                break;
            default:
                value = fmt::format("\"{}\"", key.fallback);
        }
        out += fmt::format("{} = {}\n", key.name.substr(key.name.find('.') + 1), value);
    }
    return out;
}

}  // namespace causeway::app
