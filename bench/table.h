// SPDX-License-Identifier: GPL-3.0-or-later
// What a benchmark found: a figure, and what it was measured against in the same run.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace causeway::bench {

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::string against;  // what the ratio compares with; empty: a plain figure
    double ratio = 0;
};

class Table {
  public:
    void add(Figure figure);
    void print() const;
    void write_json(const std::string& path) const;

  private:
    std::vector<Figure> figures_;
};

class Stopwatch {
  public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Megabytes this process held at most since the last reset.
double peak_memory_mb();
void reset_peak_memory();

// Each adds its figures.
void bench_plan(Table& table);
void bench_first_load(Table& table);
void bench_no_change(Table& table);
void bench_keyed(Table& table);
void bench_grades(Table& table);

}  // namespace causeway::bench
