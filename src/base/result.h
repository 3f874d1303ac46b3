// SPDX-License-Identifier: GPL-3.0-or-later
// Result<T>: a value, or the Problem that stands in its way. For everything a remote side or a
// person can refuse. Broken invariants and lost resources are exceptions (failure.h) instead.
#pragma once

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "base/problem.h"

namespace causeway::base {

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Problem problem) : held_(std::in_place_index<1>, std::move(problem)) {}

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & { return assert(ok()), std::get<0>(held_); }
    [[nodiscard]] const T& value() const& { return assert(ok()), std::get<0>(held_); }
    [[nodiscard]] T&& value() && { return assert(ok()), std::get<0>(std::move(held_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    [[nodiscard]] const Problem& problem() const { return assert(!ok()), std::get<1>(held_); }

  private:
    std::variant<T, Problem> held_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Problem problem) : problem_(std::move(problem)) {}

    [[nodiscard]] bool ok() const { return !problem_.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Problem& problem() const { return assert(!ok()), *problem_; }

  private:
    std::optional<Problem> problem_;
};

}  // namespace causeway::base
