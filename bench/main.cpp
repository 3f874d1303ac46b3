// SPDX-License-Identifier: GPL-3.0-or-later
// causeway_bench [--out FILE] [plan|first-load|no-change|keyed|grades ...]: without a name,
// everything.
#include <cstdio>
#include <exception>
#include <set>

#include "base/log.h"
#include "table.h"

int main(int argc, char** argv) {
    using namespace causeway;
    std::string out = "bench.json";
    std::set<std::string> wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--out" && i + 1 < argc)
            out = argv[++i];
        else
            wanted.insert(word);
    }
    base::log::set_level(base::log::Level::warning);
    const auto chosen = [&](const char* name) { return wanted.empty() || wanted.contains(name); };
    try {
        bench::Table table;
        if (chosen("plan")) bench::bench_plan(table);
        if (chosen("first-load")) bench::bench_first_load(table);
        if (chosen("no-change")) bench::bench_no_change(table);
        if (chosen("keyed")) bench::bench_keyed(table);
        if (chosen("grades")) bench::bench_grades(table);
        table.print();
        table.write_json(out);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
