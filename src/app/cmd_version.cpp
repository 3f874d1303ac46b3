// SPDX-License-Identifier: GPL-3.0-or-later
// causeway version
#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"

namespace causeway::app {

base::ExitCode run(const VersionOptions&, Context& context) {
    if (context.common.json)
        print_json(context.out,
                   boost::json::object{{"name", "causeway"}, {"version", CAUSEWAY_VERSION}});
    else
        context.out << "causeway " << CAUSEWAY_VERSION << "\n";
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
