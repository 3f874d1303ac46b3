// SPDX-License-Identifier: GPL-3.0-or-later
// The one exception type that ends an operation: a lost resource or a broken invariant. It is
// caught once at each edge (command, request, run) and becomes an exit code and a sentence.
#pragma once

#include <stdexcept>
#include <utility>

#include "base/problem.h"

namespace causeway::base {

// Exit codes of the program; a Failure says which of them it means (DESIGN, "The house").
enum class ExitCode {
    in_step = 0,        // everything agrees
    error = 1,          // something broke
    usage = 2,          // wrong command line or configuration
    some_refused = 3,   // done, but some records were refused
    guarded = 4,        // stopped by the guard: a person must decide
    incomplete = 5,     // not everything could be done; the next run goes on
    locked = 6,         // another run holds the link
    interrupted = 130,  // stopped by the user
};

class Failure : public std::runtime_error {
  public:
    Failure(ExitCode exit, Problem problem)
        : std::runtime_error(problem.text()), exit_(exit), problem_(std::move(problem)) {}

    [[nodiscard]] ExitCode exit() const { return exit_; }
    [[nodiscard]] const Problem& problem() const { return problem_; }

  private:
    ExitCode exit_;
    Problem problem_;
};

}  // namespace causeway::base
