// SPDX-License-Identifier: GPL-3.0-or-later
#include "table.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>

namespace causeway::bench {

void Table::add(Figure figure) {
    std::fputs(
        fmt::format("  measured: {} = {:.3f} {}\n", figure.name, figure.value, figure.unit).c_str(),
        stderr);
    figures_.push_back(std::move(figure));
}

void Table::print() const {
    fmt::print("{:<58} {:>12} {:<8} {:>8}  {}\n", "what", "value", "unit", "ratio", "against");
    for (const Figure& f : figures_)
        fmt::print("{:<58} {:>12.3f} {:<8} {:>8}  {}\n", f.name, f.value, f.unit,
                   f.against.empty() ? "" : fmt::format("{:.2f}", f.ratio), f.against);
}

void Table::write_json(const std::string& path) const {
    boost::json::array list;
    for (const Figure& f : figures_) {
        boost::json::object one{{"name", f.name}, {"value", f.value}, {"unit", f.unit}};
        one["against"] =
            f.against.empty() ? boost::json::value(nullptr) : boost::json::value(f.against);
        one["ratio"] =
            f.against.empty() ? boost::json::value(nullptr) : boost::json::value(f.ratio);
        list.push_back(std::move(one));
    }
    std::ofstream(path) << boost::json::serialize(list) << '\n';
}

double peak_memory_mb() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024.0;
    return 0;
}

void reset_peak_memory() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace causeway::bench
