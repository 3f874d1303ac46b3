// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/server_connection.h"

namespace causeway::net {

std::shared_ptr<Connection> plain_connection(Shared& shared, tcp::socket socket) {
    return std::make_shared<StreamConnection<beast::tcp_stream>>(shared, std::move(socket));
}

}  // namespace causeway::net
