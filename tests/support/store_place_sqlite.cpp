// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/store_place.h"

namespace causeway::support {

const bool kOnPostgres = false;

StorePlace::StorePlace() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "causeway-store-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    url_ = "sqlite:" + file();
}

StorePlace::~StorePlace() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::unique_ptr<db::Connection> StorePlace::connection() const {
    return db::open_sqlite(file());
}

std::string StorePlace::bytes() const {
    std::string out;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        std::ifstream in(entry.path(), std::ios::binary);
        out.append(std::istreambuf_iterator<char>(in), {});
    }
    return out;
}

}  // namespace causeway::support
