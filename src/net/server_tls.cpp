// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/server_connection.h"

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "base/failure.h"

namespace causeway::net {

struct Tls::Context {
    asio::ssl::context context{asio::ssl::context::tls_server};
};

Tls::Tls(const std::string& certificate_file, const std::string& key_file)
    : context_(std::make_unique<Context>()) {
    try {
        context_->context.set_options(asio::ssl::context::default_workarounds |
                                      asio::ssl::context::no_sslv2 | asio::ssl::context::no_sslv3 |
                                      asio::ssl::context::no_tlsv1 |
                                      asio::ssl::context::no_tlsv1_1);
        context_->context.use_certificate_chain_file(certificate_file);
        context_->context.use_private_key_file(key_file, asio::ssl::context::pem);
    } catch (const boost::system::system_error& error) {
        throw base::Failure(
            base::ExitCode::usage,
            {"The certificate cannot be used", certificate_file, error.code().message(),
             "Check server.certificate (PEM, the whole chain) and server.key (its PEM key): both "
             "must exist, be readable and belong together.",
             "net.certificate"});
    }
}

Tls::~Tls() = default;

std::shared_ptr<Connection> Tls::connection(Shared& shared, tcp::socket socket) {
    using Secure = beast::ssl_stream<beast::tcp_stream>;
    return std::make_shared<StreamConnection<Secure>>(shared, std::move(socket), context_->context);
}

}  // namespace causeway::net
