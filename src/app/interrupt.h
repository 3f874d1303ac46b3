// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C and SIGTERM as a stop token. The first one asks: the run settles what it has begun and
// ends with exit code 130. The second one leaves at once: the journal is made for that.
// Made once, by main(), before any other thread.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace causeway::app {

class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
    void wait() const;  // until one of them comes

  private:
    std::stop_source source_;
    sigset_t signals_{};
    std::jthread listener_;
};

}  // namespace causeway::app
