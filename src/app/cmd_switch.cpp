// SPDX-License-Identifier: GPL-3.0-or-later
// causeway enable, causeway disable: the synchronization switch. A service that runs sees it within
// seconds.
#include "app/commands.h"
#include "app/wiring.h"
#include "service/checks.h"
#include "store/link_book.h"

namespace causeway::app {

base::ExitCode run(const SwitchOptions& options, Context& context) {
    Wiring wiring(context);
    store::LinkBook book(wiring.store(), kLink);
    service::switch_link(book, wiring.link(), wiring.config(), options.on);
    context.out << (options.on ? "Synchronization is on: `causeway serve` keeps both in step.\n"
                               : "Synchronization is off: nothing runs by itself.\n");
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
