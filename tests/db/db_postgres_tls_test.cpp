// SPDX-License-Identifier: GPL-3.0-or-later
// The way to a real PostgreSQL through TLS: a certificate that signed itself is taken when the
// address names it and refused when it does not, and a connection without TLS is none where one
// side demands it.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/failure.h"
#include "db/db.h"
#include "store/store.h"
#include "support/postgres_server.h"

namespace causeway::db {
namespace {

using testing::HasSubstr;

unsigned free_port() {
    const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof own;
    const bool got = ::bind(handle, reinterpret_cast<sockaddr*>(&own), size) == 0 &&
                     ::getsockname(handle, reinterpret_cast<sockaddr*>(&own), &size) == 0;
    ::close(handle);
    if (!got) throw std::runtime_error("no free port");
    return ntohs(own.sin_port);
}

// For "localhost" and for no other name of this machine.
void make_certificate(const support::ServerFolder& folder, const std::string& name) {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
        "/CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        folder.at(name + ".key") + " -out " + folder.at(name + ".pem") + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl is missing");
    for (const char* end : {".key", ".pem"})
        folder.give_away(folder.at(name + end));
}

class PostgresTls : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        port = free_port();
        server = std::make_unique<support::PostgresServer>(
            std::vector<std::string>{"listen_addresses=127.0.0.1"}, port);
        make_certificate(server->folder(), "own");
        make_certificate(server->folder(), "other");
        server->url("state");
    }
    static void TearDownTestSuite() { server.reset(); }

    // Who is let in from 127.0.0.1: "host" everybody, "hostssl" only through TLS.
    static void restart(const std::string& whom, bool tls) {
        server->halt();
        std::ofstream(server->folder().at("data/pg_hba.conf"))
            << "local all all trust\n"
            << whom << " all all 127.0.0.1/32 trust\n";
        std::vector<std::string> options = {"listen_addresses=127.0.0.1"};
        if (tls)
            options.insert(options.end(),
                           {"ssl=on", "ssl_cert_file=" + server->folder().at("own.pem"),
                            "ssl_key_file=" + server->folder().at("own.key")});
        server->set_options(std::move(options));
        server->resume();
    }
    static std::string url(const std::string& host, const std::string& more) {
        return "postgres://causeway:topsecret@" + host + ":" + std::to_string(port) + "/state?" +
               more;
    }
    static std::string trusting(const std::string& certificate) {
        return "sslmode=verify-full&sslrootcert=" + server->folder().at(certificate);
    }
    static std::unique_ptr<Connection> open(const std::string& url) {
        return open_postgres(*PostgresAddress::parse(url));
    }
    static bool through_tls(Connection& connection) {
        return connection.one_text(
                   "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == "true";
    }
    static base::Problem refused(const std::string& url) {
        try {
            open(url);
        } catch (const base::Failure& failure) {
            EXPECT_EQ(failure.exit(), base::ExitCode::usage) << "the address is to be corrected";
            EXPECT_THAT(failure.problem().text(), testing::Not(HasSubstr("topsecret")));
            EXPECT_THAT(failure.problem().what, HasSubstr(std::to_string(port)));
            return failure.problem();
        }
        ADD_FAILURE() << "it was let in";
        return {};
    }

    static inline std::unique_ptr<support::PostgresServer> server;
    static inline unsigned port = 0;
};

TEST_F(PostgresTls, ACertificateThatTheAddressNamesIsTaken) {
    restart("hostssl", true);
    const std::string own = url("localhost", trusting("own.pem"));
    EXPECT_TRUE(through_tls(*open(own)));
    store::Store store(own, base::SealingKey::random());
    auto link = store.link("default");
    link.set_secret("moodle.token", "a token that nobody may read");
    EXPECT_EQ(link.secret("moodle.token")->value_or(""), "a token that nobody may read");
    EXPECT_TRUE(through_tls(*open(url("127.0.0.1", "sslmode=require"))))
        << "not checked, and yet nothing goes in the open";
}

TEST_F(PostgresTls, ACertificateOfAnotherIsRefused) {
    restart("host", true);
    const auto other = refused(url("localhost", trusting("other.pem")));
    EXPECT_EQ(other.code, "db.postgres.tls.untrusted") << other.text();
    EXPECT_THAT(other.cure, HasSubstr("sslrootcert"));
    const auto nowhere = refused(url("localhost", trusting("nosuch.pem")));
    EXPECT_EQ(nowhere.code, "db.postgres.tls.untrusted") << nowhere.text();
}

TEST_F(PostgresTls, ACertificateForAnotherNameIsRefused) {
    restart("host", true);
    const auto problem = refused(url("127.0.0.1", trusting("own.pem")));
    EXPECT_EQ(problem.code, "db.postgres.tls.name") << problem.text();
    EXPECT_THAT(problem.cure, HasSubstr("as the server's certificate names it"));
}

TEST_F(PostgresTls, WithoutTlsThereIsNoWayWhereTheAddressDemandsIt) {
    restart("host", false);
    for (const std::string& more : {std::string("sslmode=require"), trusting("own.pem")}) {
        const auto problem = refused(url("localhost", more));
        EXPECT_EQ(problem.code, "db.postgres.tls.off") << problem.text();
        EXPECT_THAT(problem.cure, HasSubstr("ssl = on"));
    }
    EXPECT_FALSE(through_tls(*open(url("localhost", "sslmode=prefer"))));
}

TEST_F(PostgresTls, WithoutTlsThereIsNoWayWhereTheServerDemandsIt) {
    restart("hostssl", true);
    const auto problem = refused(url("localhost", "sslmode=disable"));
    EXPECT_EQ(problem.code, "db.postgres.tls.demanded") << problem.text();
    EXPECT_THAT(problem.cure, HasSubstr("sslmode=verify-full"));
    EXPECT_TRUE(through_tls(*open(url("127.0.0.1", "sslmode=prefer"))));
}

}  // namespace
}  // namespace causeway::db
