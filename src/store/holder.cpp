// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/holder.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

#include "base/crypt.h"
#include "base/sealed.h"
#include "base/text.h"

namespace causeway::store {

namespace {

// Process numbers mean something within one start of one machine, and within one container of it;
// a name alone may be that of two.
std::string machine() {
    std::string start;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> start;
    std::array<char, 64> space{};
    if (::readlink("/proc/self/ns/pid", space.data(), space.size() - 1) < 0) space[0] = 0;
    return base::digest_hex(start + space.data());
}

std::string host_name() {
    static const std::string of_this_one = machine().substr(0, 8);
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown-host/" + of_this_one;
    return std::string(name.data()) + "/" + of_this_one;
}

// Killed, and only not yet collected by its parent.
bool is_zombie(int pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    const std::string line{std::istreambuf_iterator<char>(in), {}};
    const auto name_end =
        line.rfind(')');  // the state stands behind the name, which may hold anything
    return name_end != std::string::npos && line.compare(name_end, 3, ") Z") == 0;
}

}  // namespace

std::string holder_name() {
    return host_name() + " process " + std::to_string(::getpid()) + " " + base::random_hex(4);
}

bool holder_died(const std::string& holder) {
    const auto words = base::split(holder, ' ');
    if (words.size() != 4 || words[0] != host_name()) return false;
    int pid = 0;
    const auto [end, error] =
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), pid);
    if (error != std::errc{} || pid <= 0) return false;
    return ::kill(pid, 0) != 0 ? errno == ESRCH : is_zombie(pid);
}

}  // namespace causeway::store
