// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/mariadb_handle.h"

#include <mysql.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "base/failure.h"

namespace causeway::db {

namespace {

// Error numbers of the client (CR_) and the server (ER_).
constexpr unsigned kTlsFailed = 2026;
constexpr unsigned kAccessDenied = 1045;
constexpr unsigned kDatabaseDenied = 1044;
constexpr unsigned kUnknownDatabase = 1049;
constexpr unsigned kNoPassword = 1698;

// Some of the server's sentences quote the value that it refused; that may be a child's name.
std::string without_values(unsigned code, std::string_view words) {
    constexpr unsigned kQuoting[] = {1062, 1292, 1366, 1367, 1411, 1525, 1586, 1690};
    std::string out(words);
    const auto first = out.find('\'');
    auto last = out.rfind("' for ");  // "... entry 'VALUE' for key 'NAME'"
    if (last == std::string::npos) last = out.rfind('\'');
    if (std::ranges::find(kQuoting, code) == std::end(kQuoting) || last <= first) return out;
    return out.replace(first + 1, last - first - 1, "...");
}

std::string cure_of(unsigned code, bool lost) {
    constexpr unsigned kRights[] = {1044, 1045, 1142, 1143, 1227, 1370, 1698};
    constexpr unsigned kInTheWay[] = {1205, 1213};
    if (lost) return "Check that the database server runs and can be reached, then run again.";
    if (std::ranges::find(kRights, code) != std::end(kRights))
        return "Check the account's rights: causeway opensis grants prints what it needs.";
    if (std::ranges::find(kInTheWay, code) != std::end(kInTheWay))
        return "Another program held the same rows; run again.";
    return "Check that opensis.url names openSIS's own database; if it does, report this text.";
}

bool is_local(const MariadbAddress& address) {
    return address.host == "localhost" || address.host.starts_with("127.") || address.host == "::1";
}

MariadbHandle prepare_handle(const MariadbAddress& address, unsigned timeout, bool tls) {
    static const int kReady = mysql_library_init(0, nullptr, nullptr);  // once, whatever the thread
    MariadbHandle handle(kReady == 0 ? mysql_init(nullptr) : nullptr);
    if (!handle) throw std::bad_alloc();
    const unsigned no = 0;
    mysql_options(handle.get(), MYSQL_OPT_LOCAL_INFILE, &no);  // no server reads our files
    mysql_options(handle.get(), MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_OPT_READ_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_OPT_WRITE_TIMEOUT, &timeout);
    mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const my_bool yes = 1;
    const my_bool verify = tls && address.tls == "required" ? 1 : 0;  // newer clients begin with 1
    if (tls) mysql_options(handle.get(), MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(handle.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    return handle;
}

// 0, or the error number.
unsigned try_connect(const MariadbAddress& address, MYSQL* handle) {
    const bool socket = !address.socket.empty();
    const MYSQL* connected =
        mysql_real_connect(handle, socket ? "localhost" : address.host.c_str(),
                           address.user.c_str(), address.password.c_str(), address.database.c_str(),
                           socket ? 0 : address.port, socket ? address.socket.c_str() : nullptr, 0);
    return connected != nullptr ? 0 : mysql_errno(handle);
}

[[noreturn]] void cannot_connect(const MariadbAddress& address, MYSQL* handle, unsigned code) {
    const bool settings = code == kAccessDenied || code == kDatabaseDenied ||
                          code == kUnknownDatabase || code == kNoPassword;
    throw base::Failure(
        settings ? base::ExitCode::usage : base::ExitCode::incomplete,
        {"openSIS's database cannot be reached", address.shown(), mysql_error(handle),
         settings
             ? "Correct opensis.url; causeway opensis grants prints the rights the account needs."
             : "Check host, port and firewall, and that the database server runs.",
         "db.mariadb." + std::to_string(code)});
}

}  // namespace

void CloseMariadb::operator()(MYSQL* handle) const {
    mysql_close(handle);
}
void CloseMariadb::operator()(MYSQL_STMT* handle) const {
    mysql_stmt_close(handle);
}
void CloseMariadb::operator()(MYSQL_RES* handle) const {
    mysql_free_result(handle);
}

// The client's own errors, and the server's words for "this session ends now".
bool went_away(unsigned code) {
    constexpr unsigned kEnding[] = {1053, 1077, 1078, 1079, 1317, 1927, 1969, 3024};
    const bool packets = code >= 1152 && code <= 1161;  // lost between server and client
    const bool client = code >= 2000 && code < 3000;    // the server's own go on above
    return code == 0 || packets || client || std::ranges::find(kEnding, code) != std::end(kEnding);
}

void fail_mariadb(unsigned code, std::string_view words, std::string what, bool lost) {
    throw base::Failure(lost ? base::ExitCode::incomplete : base::ExitCode::error,
                        {std::move(what), "",
                         words.empty() ? "the connection was cut" : without_values(code, words),
                         cure_of(code, lost), "db.mariadb." + std::to_string(code)});
}

MariadbHandle connect_mariadb(const MariadbAddress& address, unsigned timeout_seconds) {
    const bool want_tls =
        address.socket.empty() &&  // a socket does not leave the machine
        (address.tls == "required" || (address.tls == "preferred" && !is_local(address)));
    MariadbHandle handle = prepare_handle(address, timeout_seconds, want_tls);
    unsigned code = try_connect(address, handle.get());
    if (code == kTlsFailed && address.tls == "preferred") {
        handle = prepare_handle(address, timeout_seconds, false);
        code = try_connect(address, handle.get());
    }
    if (code != 0) cannot_connect(address, handle.get(), code);
    return handle;
}

}  // namespace causeway::db
