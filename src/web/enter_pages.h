// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that somebody sees on the way from openSIS into Causeway or Moodle: plain words, no
// script, nothing loaded. All their texts are in enter_texts.cpp. Pure.
#pragma once

#include <string>
#include <string_view>

#include "net/server.h"
#include "sso/sign_on.h"

namespace causeway::web {

struct EnterText {
    std::string_view title;
    std::string_view lead;
    int status = 200;
};

// By the entry, or by the code of a statement that was not believed ("handover.time").
EnterText text_for(sso::Entry entry);
EnterText text_for(std::string_view code);

// Why somebody could not enter: the text, then the problem's cause and cure. `ancestor`: who may
// show it in a frame; "": nobody.
net::Response enter_page(const EnterText& text, const base::Problem& problem,
                         const std::string& ancestor);
// "You are being signed in": goes to `target` by itself after two seconds.
net::Response follow_page(const std::string& target);

}  // namespace causeway::web
