// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/binlog_stream.h"

#include <mysql.h>
// The client's header of replication leans on the one above.
#include <mariadb_rpl.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "base/failure.h"
#include "db/mariadb_handle.h"

namespace causeway::db {

namespace {

constexpr unsigned kSilence = 30;  // seconds; the heartbeat is far more often
constexpr unsigned long kFirstEvent = 4;
constexpr std::uint32_t kMariadbGtids = 4;  // what the server calls a replica's capability

struct CloseReplica {
    void operator()(MARIADB_RPL* replica) const { mariadb_rpl_close(replica); }
};

[[noreturn]] void fail(MYSQL* handle, const char* what) {
    const unsigned code = mysql_errno(handle);
    fail_mariadb(code, mysql_error(handle), what, true);
}

void set(MYSQL* handle, const std::string& assignment) {
    if (mysql_query(handle, ("SET " + assignment).c_str()) != 0)
        fail(handle, "openSIS's database refused a setting of its change log");
}

// A list of GTIDs is the only text that is spliced into a statement.
std::string checked(const std::string& gtids) {
    const bool sound = std::ranges::all_of(
        gtids, [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == ','; });
    if (sound) return gtids;
    throw base::Failure(
        base::ExitCode::incomplete,
        {"The change log of openSIS's database cannot be read", "",
         "the place to begin is not a list of GTIDs", "Begin without one.", "db.binlog_position"});
}

}  // namespace

struct BinlogStream::Inside {
    MariadbHandle handle;
    std::unique_ptr<MARIADB_RPL, CloseReplica> replica;
    int socket = -1;
};

BinlogStream::BinlogStream(const MariadbAddress& address, const BinlogStart& start)
    : inside_(std::make_unique<Inside>()) {
    inside_->handle = connect_mariadb(address, kSilence);
    MYSQL* handle = inside_->handle.get();
    inside_->socket = static_cast<int>(mysql_get_socket(handle));
    using std::chrono::nanoseconds;
    set(handle, fmt::format("@mariadb_slave_capability = {}", kMariadbGtids));
    set(handle, "@master_binlog_checksum = @@global.binlog_checksum");  // we understand them
    set(handle, fmt::format("@master_heartbeat_period = {}", nanoseconds(start.heartbeat).count()));
    set(handle, "@slave_gtid_strict_mode = 0");
    set(handle, "@slave_connect_state = '" + checked(start.gtids) + "'");
    inside_->replica.reset(mariadb_rpl_init(handle));
    if (!inside_->replica) throw std::bad_alloc();
    mariadb_rpl_optionsv(inside_->replica.get(), MARIADB_RPL_SERVER_ID, start.server_id);
    mariadb_rpl_optionsv(inside_->replica.get(), MARIADB_RPL_START, kFirstEvent);
    if (mariadb_rpl_open(inside_->replica.get()) != 0)
        fail(handle, "The change log of openSIS's database cannot be read");
}

BinlogStream::~BinlogStream() = default;

// The bytes are read by hand: the client's own reader of events (3.3) takes a rotated log for a
// malformed packet.
BinlogEvent BinlogStream::next() {
    constexpr const char* kWhat = "The change log of openSIS's database broke off";
    MYSQL* handle = inside_->handle.get();
    const unsigned long length = mysql_net_read_packet(handle);
    if (length == packet_error) fail(handle, kWhat);
    const Bytes packet(handle->net.read_pos, length);
    if (packet.empty() || packet[0] != 0) fail_mariadb(0, "the server ended its log", kWhat, true);
    const auto out = parse_event(packet.subspan(1));
    if (!out) fail_mariadb(0, "an event is shorter than it says", kWhat, true);
    return *out;
}

void BinlogStream::interrupt() noexcept {
    ::shutdown(inside_->socket, SHUT_RDWR);
}

}  // namespace causeway::db
